use serde::Serialize;

/// Which part of a list is wanted: at most `limit` items after the one a cursor names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRequest {
    /// The last item of the page before; none for the first page.
    pub after: Option<String>,
    /// The most items wanted.
    pub limit: u32,
}

impl PageRequest {
    /// The most items a page holds.
    pub const MAX: u32 = 500;

    /// The first page, as long as pages get.
    pub fn first() -> Self {
        Self { after: None, limit: Self::MAX }
    }
}

/// A part of a list, and where the next part starts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Page<T> {
    /// The items, in the list's order.
    pub items: Vec<T>,
    /// The cursor to ask for the next page with; none on the last.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// Cuts a page from items of which one more than the limit was read, to know whether there is a next page.
    pub fn cut(mut items: Vec<T>, request: &PageRequest, cursor: impl Fn(&T) -> String) -> Self {
        let limit = usize::try_from(request.limit).unwrap_or(usize::MAX);
        let more = items.len() > limit;
        items.truncate(limit);
        let next = if more { items.last().map(cursor) } else { None };
        Self { items, next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_page_with_more_behind_it_has_a_next() {
        let request = PageRequest { after: None, limit: 2 };
        let cut = |items: Vec<u8>| Page::cut(items, &request, ToString::to_string);
        assert_eq!(cut(vec![1, 2, 3]), Page { items: vec![1, 2], next: Some("2".into()) });
        assert_eq!(cut(vec![1, 2]).next, None);
    }
}
