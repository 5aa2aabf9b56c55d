use super::markdown;

/// A page of `docs/`.
#[derive(Clone, Copy)]
pub(super) struct Guide {
    /// Its name, with the folder of its language, such as `fr/pole`.
    pub(super) name: &'static str,
    /// The code of its language.
    pub(super) language: &'static str,
    /// Its first heading.
    pub(super) title: &'static str,
    text: &'static str,
}

macro_rules! guides {
    ($($name:literal $language:literal,)*) => {
        const GUIDES: &[(&str, &str, &str)] = &[
            $(($name, $language, include_str!(concat!("../../../../docs/", $name, ".md"))),)*
        ];
    };
}

// In the order of the index: by whom they are for.
guides! {
    "shop-front" "en",
    "hand-over" "en",
    "checkout" "en",
    "orders" "en",
    "web-page" "en",
    "events" "en",
    "accounts" "en",
    "season" "en",
    "hub" "en",
    "hub-cycle" "en",
    "hub-hand-over" "en",
    "hub-bundles" "en",
    "hub-weights" "en",
    "hub-week" "en",
    "hub-orders" "en",
    "hub-money" "en",
    "letters" "en",
    "hub-second-week" "en",
    "hub-keys" "en",
    "what-shoppers-must-know" "en",
    "consent" "en",
    "farmer" "en",
    "farmer-week" "en",
    "lists" "en",
    "operator" "en",
    "operator-taxes" "en",
    "operator-backup" "en",
    "operator-webhooks" "en",
    "fr/pole" "fr",
    "fr/pole-vente" "fr",
    "fr/pole-remises" "fr",
    "fr/pole-paniers-composes" "fr",
    "fr/pole-pesees" "fr",
    "fr/pole-semaine" "fr",
    "fr/pole-commandes" "fr",
    "fr/pole-argent" "fr",
    "fr/lettres" "fr",
    "fr/pole-semaines-suivantes" "fr",
    "fr/pole-cles" "fr",
    "fr/evenements" "fr",
    "fr/ce-que-les-clients-doivent-savoir" "fr",
    "fr/consentement" "fr",
    "fr/producteur" "fr",
    "fr/producteur-semaine" "fr",
    "fr/listes" "fr",
}

/// Every guide, in the order of the index.
pub(super) fn all() -> Vec<Guide> {
    let guide = |(name, language, text): &(&'static str, &'static str, &'static str)| {
        let title = text.lines().next().unwrap_or_default().trim_start_matches("# ");
        Guide { name, language, title, text }
    };
    GUIDES.iter().map(guide).collect()
}

impl Guide {
    /// The guide as HTML. Its links lead to the other guides; what is not among them is named, and not linked.
    pub(super) fn html(&self) -> String {
        let folder = self.name.rsplit_once('/').map_or("", |(folder, _)| folder);
        markdown::page(self.text, |to| {
            let (file, anchor) =
                to.split_once('#').map_or((to, None), |(file, at)| (file, Some(at)));
            let name = file.strip_suffix(".md")?;
            let name = match (name.strip_prefix("../"), folder) {
                (Some(above), "fr") => above.to_owned(),
                (None, "") => name.to_owned(),
                (None, folder) => format!("{folder}/{name}"),
                (Some(_), _) => return None,
            };
            let is_known = GUIDES.iter().any(|(known, _, _)| *known == name);
            let anchor = anchor.map(|anchor| format!("#{anchor}")).unwrap_or_default();
            is_known.then(|| format!("/docs/guides/{name}{anchor}"))
        })
    }
}
