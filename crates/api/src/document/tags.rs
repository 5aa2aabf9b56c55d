use serde_json::{Value, json};

/// What the operations are about, in the order they are read.
const TAGS: [(&str, &str); 15] = [
    (
        "shops",
        "What shops show to everybody: which there are, and what each offers in its open cycle.",
    ),
    ("carts", "Filling a cart and placing it as an order, with or without an account."),
    ("orders", "Orders as they were placed, what was paid for them, and packaging that came back."),
    (
        "people",
        "Accounts: signing up and in, devices, letters that prove an address, and what is known of a person.",
    ),
    (
        "enterprises",
        "Farms and hubs: what they say of themselves, who acts for them, and what they allow each other.",
    ),
    ("groups", "Groups of enterprises, such as a region's network."),
    ("keys", "Keys of machines, and of the shop fronts that show a shop elsewhere."),
    ("events", "What happened, event by event, and webhooks that are sent it."),
    (
        "catalogue",
        "What farms sell: products and their sizes, prices, supplies, product lists, and a hub's own terms.",
    ),
    ("week", "What a farm has this week, as a text, a grid, or last week's again."),
    (
        "cycles",
        "Order cycles: who supplies them, who hands out, which fees are charged, when orders are taken.",
    ),
    ("customers", "Whom a hub sells to, by which tags it knows them, and what it shows to whom."),
    ("sheets", "What to harvest, to pack, and to hand over."),
    ("books", "Who is owed what, what was paid out, and statements."),
    ("operations", "Whether the server is well."),
];

/// The tags with their descriptions.
pub(super) fn tags() -> Value {
    TAGS.iter()
        .map(|(name, description)| json!({"name": name, "description": description}))
        .collect()
}
