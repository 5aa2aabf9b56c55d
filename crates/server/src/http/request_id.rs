use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use uuid::Uuid;

/// The header that carries a request's id.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest id taken from outside.
const MAX_BYTES: usize = 64;

/// The id a request is found by in the log: the one it came with, if that is 1 to 64 letters, digits, `-`, `_` and `.`, or
/// a new one.
pub(crate) fn request_id(headers: &HeaderMap) -> HeaderValue {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
    let given = headers.get(&REQUEST_ID).filter(|given| {
        let bytes = given.as_bytes();
        (1..=MAX_BYTES).contains(&bytes.len()) && bytes.iter().all(is_plain)
    });
    given.cloned().unwrap_or_else(|| {
        let made = Uuid::now_v7().simple().to_string();
        HeaderValue::from_str(&made).expect("hexadecimal digits can stand in a header")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(given: &[u8]) -> HeaderValue {
        let mut headers = HeaderMap::new();
        headers.insert(REQUEST_ID, HeaderValue::from_bytes(given).unwrap());
        request_id(&headers)
    }

    #[test]
    fn an_id_that_came_is_kept_when_it_is_plain_and_short() {
        assert_eq!(of(b"8f3a-2.c_d"), "8f3a-2.c_d");
        assert_eq!(of(&[b'a'; 64]).len(), 64);
        for odd in [&b""[..], b"a b", b"awa@example.org", b"\xe9", &[b'a'; 65]] {
            let made = of(odd);
            assert!(made.as_bytes() != odd && made.len() == 32, "{odd:?}");
        }
        assert_ne!(request_id(&HeaderMap::new()), request_id(&HeaderMap::new()));
    }
}
