use crate::ImageRefused;

/// What an image may come as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// What cameras write.
    Jpeg,
    /// What drawing programs write.
    Png,
    /// What sites of today write.
    WebP,
}

impl Format {
    /// The format of a file, as its own first bytes say.
    ///
    /// # Errors
    ///
    /// [`ImageRefused::Format`] for anything else, with what it looks like where that is known.
    pub fn of(bytes: &[u8]) -> Result<Self, ImageRefused> {
        let after = |at: usize| bytes.get(at..).unwrap_or_default();
        if bytes.starts_with(b"\xff\xd8\xff") {
            Ok(Self::Jpeg)
        } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            Ok(Self::Png)
        } else if bytes.starts_with(b"RIFF") && after(8).starts_with(b"WEBP") {
            Ok(Self::WebP)
        } else {
            Err(ImageRefused::Format { looks_like: looks_like(bytes) })
        }
    }
}

/// What a file that is none of ours looks like, to tell people what they picked by mistake.
fn looks_like(bytes: &[u8]) -> Option<&'static str> {
    let kinds: [(&[u8], &str); 7] = [
        (b"GIF8", "a GIF"),
        (b"%PDF", "a PDF"),
        (b"BM", "a BMP"),
        (b"II*\0", "a TIFF"),
        (b"MM\0*", "a TIFF"),
        (b"PK\x03\x04", "a ZIP archive"),
        (b"\x7fELF", "a program"),
    ];
    if let Some((_, what)) = kinds.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Some(what);
    }
    let after = |at: usize| bytes.get(at..).unwrap_or_default();
    // ISO/IEC 14496-12: the brand stands behind `ftyp`. Telephones write HEIC unless told otherwise.
    if after(4).starts_with(b"ftyp") {
        let is_avif = after(8).starts_with(b"avif");
        return Some(if is_avif { "an AVIF" } else { "a HEIC photo or a film" });
    }
    let start: Vec<u8> = bytes.iter().take(1_024).map(u8::to_ascii_lowercase).collect();
    let says = |word: &[u8]| start.windows(word.len()).any(|window| window == word);
    let texts: [(&[u8], &str); 4] = [
        (b"<svg", "an SVG"),
        (b"<?php", "a PHP program"),
        (b"<html", "a web page"),
        (b"<!doctype html", "a web page"),
    ];
    texts.iter().find(|(word, _)| says(word)).map(|(_, what)| *what)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(bytes: &[u8]) -> Option<&'static str> {
        match Format::of(bytes) {
            Err(ImageRefused::Format { looks_like }) => looks_like,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_file_is_what_its_first_bytes_say() {
        assert_eq!(Format::of(b"\xff\xd8\xff\xe0"), Ok(Format::Jpeg));
        assert_eq!(Format::of(b"\x89PNG\r\n\x1a\n"), Ok(Format::Png));
        assert_eq!(Format::of(b"RIFF\x10\0\0\0WEBPVP8 "), Ok(Format::WebP));
        assert_eq!(refused(b"RIFF\x10\0\0\0WAVEfmt "), None);
        assert_eq!(refused(b""), None);
    }

    #[test]
    fn what_is_none_of_ours_is_named() {
        assert_eq!(refused(b"<?xml version=\"1.0\"?>\n<SVG xmlns="), Some("an SVG"));
        assert_eq!(refused(b"<?php system($_GET['c']); ?>"), Some("a PHP program"));
        assert_eq!(refused(b"<!DOCTYPE html><script>"), Some("a web page"));
        assert_eq!(refused(b"GIF89a"), Some("a GIF"));
        assert_eq!(refused(b"\0\0\0\x18ftypheic"), Some("a HEIC photo or a film"));
    }
}
