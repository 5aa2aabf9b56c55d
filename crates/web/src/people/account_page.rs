use askama::Template;
use sillon_messages::{AccountWords, Saying};

use crate::{http::page_context::PageContext, views::layout::Layout};

/// A page behind the link of a letter: what there is to do, or what came of it.
#[derive(Template)]
#[template(path = "account.html")]
pub(crate) struct AccountPage {
    layout: Layout,
    words: &'static AccountWords,
    lead: &'static str,
    /// What is to be sent; nothing once it is done.
    form: Option<LinkForm>,
}

/// What is asked of whoever follows a link. Its secret stays in the address that it is sent to.
pub(crate) struct LinkForm {
    /// Where it is sent.
    pub(crate) action: String,
    /// What somebody typed as their name; not asked when there is none.
    pub(crate) name: Option<String>,
    /// Which password is asked for.
    pub(crate) password: Asked,
    /// What is wrong with what was typed.
    pub(crate) fault: Option<&'static str>,
    /// What sends it.
    pub(crate) submit: &'static str,
}

/// Which password is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// None.
    Nothing,
    /// The one they have.
    Theirs,
    /// One to choose.
    New,
}

impl AccountPage {
    /// A page that asks for something.
    pub(crate) fn asking(
        context: &PageContext,
        title: String,
        lead: &'static str,
        form: LinkForm,
    ) -> Self {
        Self { form: Some(form), ..Self::saying_of(context, title, lead) }
    }

    /// A page that says something.
    pub(crate) fn saying(context: &PageContext, saying: &'static Saying) -> Self {
        Self::saying_of(context, saying.title.to_owned(), saying.text)
    }

    /// A page that says something under a title of its own.
    pub(crate) fn saying_of(context: &PageContext, title: String, lead: &'static str) -> Self {
        let words = &context.words.account;
        // The address is looked at again in another language, its secret with it.
        Self { layout: Layout::new(context, "", title), words, lead, form: None }
    }
}
