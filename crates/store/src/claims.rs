//! What goods may show of their producer: the labels, from when to when, and its practices.

use std::collections::{BTreeMap, BTreeSet};

use sillon_catalogue::{Certificate, Label, Property, SaidOf, practices};
use sillon_cycles::{Claim, Practice};
use sillon_kernel::{EnterpriseId, Timestamp, Zone};

use crate::Error;

/// The certificates of producers, by holder.
pub(crate) struct Held(BTreeMap<EnterpriseId, Vec<Certificate>>);

impl Held {
    pub(crate) fn of(certificates: Vec<Certificate>) -> Self {
        let mut held: BTreeMap<EnterpriseId, Vec<Certificate>> = BTreeMap::new();
        for certificate in certificates {
            held.entry(certificate.enterprise).or_default().push(certificate);
        }
        Self(held)
    }

    /// The labels a producer's goods may show: those that are its own word always, others while a certificate is valid,
    /// by the days of the producer's zone.
    pub(crate) fn claims(
        &self,
        producer: EnterpriseId,
        zone: &Zone,
        labels: &BTreeSet<Label>,
    ) -> Vec<Claim> {
        let own_word = labels.iter().filter(|label| !label.needs_certificate());
        let own_word = own_word.map(|label| Claim {
            label: label.as_str().to_owned(),
            body: None,
            during: None,
        });
        let held = self.0.get(&producer).into_iter().flatten();
        let held = held.filter(|certificate| labels.contains(&certificate.label));
        let certified = held.filter_map(|certificate| {
            Some(Claim {
                label: certificate.label.as_str().to_owned(),
                body: certificate.body.as_ref().map(ToString::to_string),
                during: Some(days(certificate, zone)?),
            })
        });
        own_word.chain(certified).collect()
    }
}

/// From the beginning of the first day to the end of the last.
fn days(certificate: &Certificate, zone: &Zone) -> Option<(Timestamp, Timestamp)> {
    let after = certificate.until.tomorrow().ok()?;
    Some((zone.start_of(certificate.from)?, zone.start_of(after)?))
}

/// What is shown of a product for the properties stored of it and of its producer, and the labels it inherits.
pub(crate) fn read_practices(
    product: &str,
    producer: &str,
    inherits: bool,
) -> Result<(Vec<Practice>, BTreeSet<Label>), Error> {
    let read = |text: &str| -> Result<Vec<Property>, Error> {
        let corrupt = |_fault| Error::Corrupt { what: "properties", value: text.to_owned() };
        serde_json::from_str(text).map_err(corrupt)
    };
    let (product, producer) = (read(product)?, read(producer)?);
    let shown = practices(&product, &producer, inherits);
    let practice = |(of, property): &(SaidOf, &Property)| Practice {
        name: property.name.to_string(),
        value: property.value.as_ref().map(ToString::to_string),
        is_inherited: *of == SaidOf::Producer,
    };
    Ok((shown.properties.iter().map(practice).collect(), shown.labels))
}
