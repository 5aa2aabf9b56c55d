use crate::Names;

/// What whoever runs a cycle would want to know of it before it opens.
pub(super) const CYCLE_WARNINGS: Names = Names(&[
    ("nothing-comes-in", "no farm brings anything to this cycle yet"),
    ("nothing-goes-out", "no shop sells anything of this cycle yet"),
    ("carries-nothing", "nothing is carried here: choose goods, or take this part out"),
    ("sold-nowhere", "what this farm brings is sold in no shop: let a shop carry it"),
    (
        "nothing-left",
        "nothing is left of what this farm brings: ask it to list its week, and look at your quotas",
    ),
    ("pick-up-too-early", "goods are brought or fetched here before the last order can be placed"),
    (
        "cut-off-too-early",
        "the cut-off is before the first order: nothing of this farm can be ordered",
    ),
    ("cut-off-too-late", "the cut-off is after the last order: it comes too late to say anything"),
    ("not-answered", "was asked to take part, and has not answered"),
    (
        "part-missing",
        "a part of this bundle comes in with nobody: the bundle is not shown until its farm brings it",
    ),
    (
        "bundle-at-a-loss",
        "this bundle costs less than what the farms get for its parts: the shop bears the difference",
    ),
    (
        "no-way-to-pay",
        "this shop can be paid in no way: name one it takes, say an account to transfer to, or let your rules show one",
    ),
    (
        "no-hand-over",
        "this shop hands over to nobody: your rules hide each of its ways of hand-over, let them show one",
    ),
]);
