use std::path::Path;

use sillon_kernel::Language;

use super::{figures::count, sale::Sale, settling::Papers};

/// What the demo says, in the language of whoever runs it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Words(pub(crate) Language);

impl Words {
    /// The words of an environment: French where its language is French, else English.
    pub(crate) fn of_environment(variable: impl Fn(&str) -> Option<String>) -> Self {
        let names = ["LC_ALL", "LC_MESSAGES", "LANG"];
        let set = names.iter().filter_map(|name| variable(name)).find(|value| !value.is_empty());
        let is_french = set.is_some_and(|value| value.to_lowercase().starts_with("fr"));
        Self(if is_french { Language::Fr } else { Language::En })
    }

    /// One of two texts that say the same.
    pub(crate) fn either<'a>(self, french: &'a str, english: &'a str) -> &'a str {
        match self.0 {
            Language::Fr => french,
            Language::En | Language::De => english,
        }
    }

    pub(crate) fn title(self) -> &'static str {
        match self.0 {
            Language::Fr => "Sillon : une semaine au Panier du Sillon, un marché inventé\n",
            Language::En | Language::De => {
                "Sillon: a week at Le Panier du Sillon, a market made up\n"
            }
        }
    }

    /// Where the server listens and what it works on.
    pub(crate) fn started(self, url: &str, database: &str) -> String {
        match self.0 {
            Language::Fr => format!("le serveur répond sur {url}, base {database}"),
            Language::En | Language::De => {
                format!("the server answers at {url}, database {database}")
            }
        }
    }

    pub(crate) fn port_taken(self, wanted: u16, port: u16) -> String {
        match self.0 {
            Language::Fr => format!("  Le port {wanted} est occupé : ce sera {port}."),
            Language::En | Language::De => {
                format!("  Port {wanted} is taken: {port} stands in for it.")
            }
        }
    }

    pub(crate) fn founded(self, farms: usize, hub: &str, carrier: &str) -> String {
        match self.0 {
            Language::Fr => format!(
                "{farms} fermes confient leurs produits à « {hub} », « {carrier} » les transportent"
            ),
            Language::En | Language::De => {
                format!("{farms} farms let “{hub}” sell their goods, “{carrier}” bring them")
            }
        }
    }

    pub(crate) fn listed(self, lists: usize, variants: usize) -> String {
        match self.0 {
            Language::Fr => format!("{lists} listes lues : {variants} articles avec prix et stock"),
            Language::En | Language::De => {
                format!("{lists} lists read: {variants} variants with price and supply")
            }
        }
    }

    pub(crate) fn pictured(self, products: usize) -> String {
        match self.0 {
            Language::Fr => format!("{products} produits en images"),
            Language::En | Language::De => format!("{products} products with pictures"),
        }
    }

    /// The cycle's name is the market's own, in its language.
    pub(crate) fn opened(self, sale: &Sale, until: &str) -> String {
        let Sale { name, .. } = sale;
        match self.0 {
            Language::Fr => format!("vente « {name} » ouverte jusqu’au {until}"),
            Language::En | Language::De => format!("order cycle “{name}” open until {until}"),
        }
    }

    pub(crate) fn gathered(self, shoppers: usize, members: usize) -> String {
        let [shoppers, members] = [shoppers, members].map(|number| count(self.0, number));
        match self.0 {
            Language::Fr => {
                format!("{shoppers} clients devant la porte, dont {members} avec un compte")
            }
            Language::En | Language::De => {
                format!("{shoppers} shoppers at the door, {members} of them with an account")
            }
        }
    }

    pub(crate) fn rushed(self, orders: usize, refusals: usize) -> String {
        let [orders, refusals] = [orders, refusals].map(|number| count(self.0, number));
        match self.0 {
            Language::Fr => {
                format!("{orders} commandes passées, {refusals} refus sans rien vendre deux fois")
            }
            Language::En | Language::De => {
                format!("{orders} orders placed, {refusals} refusals, nothing sold twice")
            }
        }
    }

    pub(crate) fn closed(self, papers: &Papers) -> String {
        let sheets = papers.sheets.len();
        let [lines, kilobytes] = [papers.packing_lines, papers.file_bytes.div_ceil(1_000)]
            .map(|number| count(self.0, number));
        match self.0 {
            Language::Fr => format!(
                "vente close : {sheets} fiches de récolte, {lines} lignes à préparer ({kilobytes} ko de CSV)"
            ),
            Language::En | Language::De => format!(
                "the cycle is closed: {sheets} harvest sheets, {lines} lines to pack ({kilobytes} kB of CSV)"
            ),
        }
    }

    pub(crate) fn paid(self, payments: usize) -> String {
        let payments = count(self.0, payments);
        match self.0 {
            Language::Fr => format!(
                "{payments} paiements répartis au centime entre fermes, Panier et transport"
            ),
            Language::En | Language::De => {
                format!("{payments} payments shared to the cent by farms, hub and transport")
            }
        }
    }

    pub(crate) fn letters(self, letters: usize, folder: &Path) -> String {
        let (letters, folder) = (count(self.0, letters), folder.display());
        match self.0 {
            Language::Fr => format!("{letters} lettres écrites dans {folder}"),
            Language::En | Language::De => format!("{letters} letters written into {folder}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_that_of_the_environment() {
        let spoken = |all: &str, lang: &str| {
            let variable = |name: &str| match name {
                "LC_ALL" => Some(all.to_owned()),
                "LANG" => Some(lang.to_owned()),
                _ => None,
            };
            Words::of_environment(variable).0
        };
        assert_eq!(spoken("", "fr_FR.UTF-8"), Language::Fr);
        assert_eq!(spoken("C", "fr_FR.UTF-8"), Language::En);
        assert_eq!(spoken("FR", "de_DE"), Language::Fr);
        assert_eq!(Words::of_environment(|_| None).0, Language::En);
    }
}
