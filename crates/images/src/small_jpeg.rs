use std::io::Cursor;

use image::{DynamicImage, GrayImage, RgbImage};
use jpeg_decoder::{CodingProcess, Decoder, PixelFormat};
use sillon_kernel::Pixels;

/// A JPEG that is made small while it is read, by halves, as its blocks allow: a photo of fifty million pixels never takes the
/// room of all of them.
pub(crate) struct SmallJpeg<'f> {
    decoder: Decoder<Cursor<&'f [u8]>>,
    format: PixelFormat,
    /// How large it is in the file.
    pub(crate) pixels: Pixels,
}

impl<'f> SmallJpeg<'f> {
    /// Reads its header; none when it is not as cameras write it, in one pass and in colours or greys, and so takes the room of
    /// all of its pixels whatever size is wanted.
    pub(crate) fn of(file: &'f [u8]) -> Option<Self> {
        let mut decoder = Decoder::new(Cursor::new(file));
        decoder.read_info().ok()?;
        let info = decoder.info()?;
        let is_in_one_pass = matches!(info.coding_process, CodingProcess::DctSequential);
        let is_plain = matches!(info.pixel_format, PixelFormat::RGB24 | PixelFormat::L8);
        let pixels = Pixels { width: info.width.into(), height: info.height.into() };
        (is_in_one_pass && is_plain).then_some(Self { decoder, format: info.pixel_format, pixels })
    }

    /// Reads it at about a size, at least that where it is as large; what is wrong with it otherwise.
    pub(crate) fn read(mut self, about: Pixels) -> Result<DynamicImage, String> {
        let side = |wanted: u32| u16::try_from(wanted).unwrap_or(u16::MAX);
        let scaled = self.decoder.scale(side(about.width), side(about.height));
        let (width, height) = scaled.map_err(|fault| fault.to_string())?;
        let bytes = self.decoder.decode().map_err(|fault| fault.to_string())?;
        let (width, height) = (u32::from(width), u32::from(height));
        let image = match self.format {
            PixelFormat::L8 => {
                GrayImage::from_raw(width, height, bytes).map(DynamicImage::ImageLuma8)
            }
            PixelFormat::RGB24 => {
                RgbImage::from_raw(width, height, bytes).map(DynamicImage::ImageRgb8)
            }
            PixelFormat::L16 | PixelFormat::CMYK32 => None,
        };
        image.ok_or_else(|| "its pixels are not as many as it says".to_owned())
    }
}
