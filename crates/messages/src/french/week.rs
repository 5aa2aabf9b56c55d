use crate::{LineWords, WeekWords};

pub(super) const WEEK: WeekWords = WeekWords {
    unknown_product: |name| format!("aucun de vos produits ne s’appelle « {name} »"),
    ambiguous: |name| format!("« {name} » peut désigner plusieurs formats"),
    no_product: "la ligne ne nomme aucun produit",
    nothing_said: |name| {
        format!("la ligne ne dit rien de « {name} » : écrivez combien il y en a, un prix, ou stop")
    },
    price_or_quantity: |number| {
        format!(
            "{number} peut être un prix ou une quantité : écrivez un prix avec € ou après à, une quantité avec son unité"
        )
    },
    two_quantities: "la ligne donne deux quantités : n’en laissez qu’une",
    two_prices: "la ligne donne deux prix : n’en laissez qu’un",
    contradiction: "la ligne dit deux choses qui ne vont pas ensemble : gardez le nombre, ou le mot",
    range: |text| {
        format!("« {text} » donne deux nombres : écrivez celui que vous êtes sûr d’avoir")
    },
    dash_or_minus: |number| {
        format!(
            "le tiret devant {number} peut retirer ou séparer : écrivez « -{number} » après un espace pour retirer, sinon « : »"
        )
    },
    spaced_number: |text| {
        format!("« {text} » peut être un nombre ou deux : écrivez un nombre sans espace")
    },
    thousands: |text| {
        format!("« {text} » peut dire mille ou un peu plus d’un : écrivez 1200 ou 1,2")
    },
    not_a_number: |text| {
        format!("« {text} » n’est pas un nombre : écrivez des chiffres, comme 40 ou 2,5")
    },
    not_an_amount: |text| format!("{text} est trop grand ou trop fin pour être compté"),
    not_whole: |number| format!("{number} n’est pas un nombre entier d’articles"),
    too_much: |number| format!("{number} est plus qu’un stock ne peut contenir"),
    below_zero: |left| format!("il n’en reste que {left}"),
    no_such_size: |size| format!("{size} n’est pas un de vos formats"),
    not_sold_by: |unit| format!("aucun format ne s’appelle « {unit} »"),
    wrong_unit: |unit| {
        format!("ce produit ne se compte pas en {unit} : écrivez un nombre d’articles")
    },
    pieces_or_packs: |number, size| {
        format!(
            "{number} peut compter des pièces ou des « {size} » : écrivez « {size} : {number} » pour ces derniers"
        )
    },
    price_of_what: |price, size| {
        format!(
            "{price} peut être le prix d’une unité de mesure ou de « {size} » : écrivez {price}/kg, {price}/l ou {price}/pièce"
        )
    },
    price_per_other: |size| format!("ce produit a un prix par « {size} » : écrivez celui-là"),
    bad_price: |price| {
        format!(
            "{price} n’est pas un prix : écrivez des chiffres avec au plus 2 décimales, comme 2,20"
        )
    },
    other_currency: |currency| format!("ce produit n’a pas de prix en {currency}"),
    not_counted: "ce produit est à la demande et ne se compte pas : écrivez combien il y en a, sans + ni -",
    not_listed_before: "ce produit n’était pas dans la liste de la semaine dernière : écrivez combien il y en a",
    pool_set_twice: |line| {
        format!("la ligne {line} dit autre chose du même stock : gardez une des deux")
    },
    said_twice: |line| {
        format!("la ligne {line} dit autre chose du même article : gardez une des deux")
    },
    greeting_with_goods: |name| {
        format!(
            "la ligne commence comme un message, mais nomme « {name} » : mettez-le sur une ligne à part"
        )
    },
    line_too_long: "la ligne est trop longue : un produit par ligne",
    not_confirmed: |written| format!("la ligne a été comprise comme « {written} » : confirmez-le"),
    no_such_choice: "le choix fait pour cette ligne n’est pas un de vos articles",
    changed_meanwhile: |now| format!("quelqu’un l’a changé entre-temps : c’est {now} maintenant"),
    too_many_lines: |most| format!("la liste a plus de {most} lignes"),
    did_you_mean: |fault, meant| format!("{fault} ; vouliez-vous dire : {meant} ?"),
    one_fault: |line, fault| format!("la liste a une faute, ligne {line} : {fault}"),
    faults: |count, line, fault| {
        format!("la liste a {count} fautes, la première ligne {line} : {fault}")
    },
    nothing_changed: |count, fault| format!("rien n’a été changé, pour {count} faute(s) : {fault}"),
    line: LineWords {
        of_goods: |name, says| format!("{name} : {says}"),
        stop: "stop",
        on_demand: "à la demande",
        left: "encore",
        at: "à",
    },
};
