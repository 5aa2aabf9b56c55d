use std::{
    pin::Pin,
    task::{Context, Poll},
};

use actix_web::{
    body::{BodySize, BoxBody, MessageBody},
    web::Bytes,
};

/// How much of an answer is copied at once to be sent, in bytes.
const PIECE_BYTES: usize = 64 * 1024;

/// A body that is handed over piece by piece, so that whoever takes it slowly makes us keep one piece of their own and shares
/// the rest with all others who are told the same.
pub(crate) struct Pieces {
    body: BoxBody,
    rest: Bytes,
}

impl Pieces {
    pub(crate) fn of(body: BoxBody) -> Self {
        Self { body, rest: Bytes::new() }
    }

    fn piece(&mut self) -> Bytes {
        let bytes = self.rest.len().min(PIECE_BYTES);
        self.rest.split_to(bytes)
    }
}

impl MessageBody for Pieces {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        if self.rest.is_empty() {
            match self.body.as_pin_mut().poll_next(context) {
                Poll::Ready(Some(Ok(bytes))) => self.rest = bytes,
                other => return other,
            }
        }
        Poll::Ready(Some(Ok(self.piece())))
    }

    fn try_into_bytes(self) -> Result<Bytes, Self> {
        if !self.rest.is_empty() {
            return Err(self);
        }
        self.body.try_into_bytes().map_err(Self::of)
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use super::*;

    #[actix_web::test]
    async fn a_large_answer_goes_in_pieces_and_is_the_same() {
        let whole: Vec<u8> = (0..=u8::MAX).cycle().take(200_000).collect();
        let mut pieces = Box::pin(Pieces::of(BoxBody::new(whole.clone())));
        assert_eq!(pieces.size(), BodySize::Sized(200_000));
        let mut sent = Vec::new();
        let mut count = 0;
        while let Some(piece) = poll_fn(|context| pieces.as_mut().poll_next(context)).await {
            let piece = piece.unwrap();
            assert!(piece.len() <= PIECE_BYTES);
            sent.extend_from_slice(&piece);
            count += 1;
        }
        assert_eq!((sent == whole, count), (true, 4));
    }
}
