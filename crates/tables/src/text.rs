//! Lists that are text: what it is written in, and where its cells part.

pub(crate) mod decode;
pub(crate) mod delimited;
pub(crate) mod doubled;
pub(crate) mod encoding;
pub(crate) mod plausible;
