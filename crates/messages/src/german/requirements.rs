use crate::Names;

/// What is missing, by the rule that asks for it.
pub(super) const REQUIREMENTS: Names = Names(&[
    (
        "allergens",
        "geben Sie an, welche der vierzehn Allergene es enthält, oder dass es keines enthält",
    ),
    (
        "product-type",
        "geben Sie an, was es ist (die Produktart), oder aus welchem einen Land es kommt",
    ),
    ("origin-fruit-vegetables", "geben Sie an, aus welchem Land dieses Obst oder Gemüse kommt"),
    (
        "origin-meat",
        "geben Sie an, aus welchem Land dieses Schweine-, Schaf-, Ziegen- oder Geflügelfleisch kommt",
    ),
    ("origin-beef", "geben Sie an, aus welchem Land dieses Rindfleisch kommt"),
    (
        "origin-honey",
        "geben Sie an, in welchem Land oder in welchen Ländern der Honig geerntet wurde",
    ),
    ("honey-shares", "geben Sie den Anteil jedes Landes am Honig an, den größten zuerst"),
    (
        "ingredients",
        "führen Sie die Zutaten dieses verpackten Lebensmittels auf, oder geben Sie seine Produktart an, wenn es aus nur einer Zutat besteht",
    ),
    ("alcohol", "geben Sie den Alkoholgehalt an, denn er liegt über 1,2\u{a0}%"),
    (
        "organic-certificate",
        "der Erzeuger hat kein heute gültiges Bio-Zertifikat: fügen Sie es hinzu, oder nehmen Sie die Angabe zurück",
    ),
    ("organic-body", "das Bio-Zertifikat nennt keine Kontrollstelle, etwa DE-ÖKO-006"),
    (
        "label-certificate",
        "der Erzeuger hat für eines seiner Siegel kein heute gültiges Zertifikat",
    ),
    ("net-quantity", "geben Sie an, wie viel dieses verpackte Lebensmittel wiegt oder enthält"),
    (
        "operator",
        "es fehlt die Anschrift des Erzeugers, die auf verpackten Lebensmitteln stehen muss",
    ),
    ("seller-identity", "der Laden sagt nicht, wer er vor dem Gesetz ist"),
    (
        "seller-number",
        "es fehlt die Nummer, unter der der Laden eingetragen ist: SIREN, SIRET, RNA oder USt-IdNr.",
    ),
    ("seller-address", "es fehlt die Anschrift des Ladens"),
    ("seller-contact", "es fehlt die E-Mail-Adresse oder die Telefonnummer des Ladens"),
    (
        "price-reduction",
        "der als herabgesetzt angekündigte Preis liegt nicht unter dem niedrigsten der 30 Tage davor: senken Sie ihn, oder nehmen Sie die Ankündigung zurück",
    ),
    ("pick-up", "der Laden sagt nicht, wann oder wo die Ware abgeholt wird"),
]);
