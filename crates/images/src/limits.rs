/// How much reading one image may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The most bytes a file may have.
    pub most_bytes: usize,
    /// The most pixels it may have, in millions. A pixel takes up to nine bytes while it is read: three for itself, six
    /// while a progressive JPEG is put together.
    pub most_megapixels: u32,
}

impl Limits {
    /// The most pixels.
    pub(crate) fn most_pixels(self) -> u64 {
        u64::from(self.most_megapixels) * 1_000_000
    }

    /// The most room the pixels of an image may take, in bytes: four a pixel, which leaves out only what has 16 bits a
    /// colour and is nearly as large as allowed.
    pub(crate) fn most_room(self) -> u64 {
        self.most_pixels() * 4
    }
}

impl Default for Limits {
    /// 10 MB, and 24 megapixels: what telephones and cameras take in their usual settings.
    fn default() -> Self {
        Self { most_bytes: 10 * 1024 * 1024, most_megapixels: 24 }
    }
}
