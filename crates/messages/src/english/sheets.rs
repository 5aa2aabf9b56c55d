use crate::{SheetWords, StorageWords};

pub(super) const SHEETS: SheetWords = SheetWords {
    harvest: [
        "Producer",
        "Product",
        "Size",
        "Reference",
        "Items",
        "Quantity",
        "Unit",
        "Amount",
        "Currency",
    ],
    packing: ["Order", "Customer", "Phone", "Producer", "Product", "Size", "Storage", "Items"],
    packing_hand_over: ["Hand-over", "Address"],
    packing_bundle: "Bundle",
    delivery: ["Shop", "Producer", "Product", "Size", "Storage", "Items", "Quantity", "Unit"],
    storage: StorageWords { ambient: "ambient", chilled: "chilled", frozen: "frozen" },
};
