//! For whoever runs the installation.

use super::{Route, plain};

pub(super) const ROUTES: &[Route] = &[
    Route::new("GET /health", |_, _| plain()),
    Route::new("GET /health/live", |_, _| plain()),
    Route::new("GET /health/ready", |_, _| plain()),
];
