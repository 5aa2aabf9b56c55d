use std::{fmt::Write, sync::LazyLock};

use actix_web::{
    HttpResponse,
    http::header::{CACHE_CONTROL, CONTENT_TYPE},
};
use sha2::{Digest, Sha256};

/// The one stylesheet, as it is written.
const TEXT: &str = include_str!("../../assets/sillon.css");

/// Its address, which holds a digest of its content: a new stylesheet has a new address, so this one may be kept for ever.
static PATH: LazyLock<String> = LazyLock::new(|| {
    let digest = Sha256::digest(TEXT);
    let short = digest.iter().take(8).fold(String::new(), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    format!("/assets/sillon-{short}.css")
});

/// The address of the stylesheet.
pub(crate) fn path() -> &'static str {
    &PATH
}

pub(crate) async fn send() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/css; charset=utf-8"))
        .insert_header((CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .body(TEXT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_holds_a_digest_of_the_content() {
        let name = path()
            .strip_prefix("/assets/sillon-")
            .and_then(|name| name.strip_suffix(".css"))
            .unwrap();
        assert_eq!(name.len(), 16);
        assert!(name.bytes().all(|byte| byte.is_ascii_hexdigit()));
    }

    #[test]
    fn the_stylesheet_asks_nobody_else_for_anything() {
        assert!(!TEXT.contains("http:") && !TEXT.contains("https:") && !TEXT.contains("@import"));
    }
}
