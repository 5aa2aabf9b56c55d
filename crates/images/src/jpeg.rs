/// Whether a JPEG goes on to its end: decoders fill up with grey what is missing of one that does not.
///
/// Walks its segments (ITU-T T.81 annex B) to the end-of-image marker; what comes behind that is nobody's.
pub(crate) fn is_whole(bytes: &[u8]) -> bool {
    const END: u8 = 0xd9;
    const SCAN: u8 = 0xda;
    let mut rest = bytes.get(2..).unwrap_or_default();
    while let Some((marker, after)) = next_marker(rest) {
        match marker {
            END => return true,
            // These stand alone: restarts and a padding marker.
            0x01 | 0xd0..=0xd8 => rest = after,
            _ => {
                let Some(length) =
                    after.first_chunk().map(|two| usize::from(u16::from_be_bytes(*two)))
                else {
                    return false;
                };
                let Some(behind) = after.get(length.max(2)..) else { return false };
                rest = if marker == SCAN { behind_scan(behind) } else { behind };
            }
        }
    }
    false
}

/// The next marker and what comes behind it; markers may be padded with 0xff.
fn next_marker(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let at = bytes.iter().position(|byte| *byte == 0xff)?;
    let behind = bytes.get(at..)?;
    let padding = behind.iter().position(|byte| *byte != 0xff)?;
    let (marker, after) = behind.get(padding..)?.split_first()?;
    Some((*marker, after))
}

/// What comes behind the data of a scan: the first marker that is neither stuffing nor a restart.
fn behind_scan(bytes: &[u8]) -> &[u8] {
    let pairs = bytes.iter().zip(bytes.iter().skip(1));
    let is_marker =
        |(byte, next): (&u8, &u8)| *byte == 0xff && !matches!(*next, 0x00 | 0xd0..=0xd7 | 0xff);
    let found = pairs.enumerate().find(|(_, pair)| is_marker(*pair));
    found.and_then(|(at, _)| bytes.get(at..)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jpeg_is_whole_when_it_comes_to_its_end() {
        let whole =
            b"\xff\xd8\xff\xe1\x00\x06\xff\xd9AB\xff\xda\x00\x02ab\xff\x00c\xff\xd3d\xff\xd9behind";
        assert!(is_whole(whole));
        assert!(!is_whole(&whole[..whole.len() - 8]), "its last marker is cut in two");
        assert!(!is_whole(&whole[..12]), "an end within a segment is another picture's");
        assert!(!is_whole(b"\xff\xd8") && !is_whole(b"") && !is_whole(b"\xff\xd8\xff\xe1\x00"));
        assert!(!is_whole(b"\xff\xd8\xff\xe1\xff\xff\xff\xd9"), "a segment beyond the file");
    }
}
