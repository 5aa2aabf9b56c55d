use actix_web::{
    HttpRequest, HttpResponse, ResponseError,
    dev::ResourceDef,
    http::{StatusCode, header::ALLOW},
    web::Data,
};

use crate::Problem;

/// The paths of the document and the methods of each, to tell a wrong method from a wrong address.
pub(crate) struct Served(Vec<(ResourceDef, Vec<String>)>);

impl Served {
    pub(crate) fn of(document: &serde_json::Value) -> Self {
        let paths = document.get("paths").and_then(serde_json::Value::as_object);
        let methods = |operations: &serde_json::Value| {
            let operations = operations.as_object();
            operations
                .map(|operations| operations.keys().map(|method| method.to_uppercase()).collect())
                .unwrap_or_default()
        };
        let served = paths.into_iter().flatten();
        Self(
            served
                .map(|(path, operations)| (ResourceDef::new(path.as_str()), methods(operations)))
                .collect(),
        )
    }

    fn methods(&self, path: &str) -> Option<String> {
        let methods: Vec<&str> = self
            .0
            .iter()
            .filter(|(pattern, _)| pattern.is_match(path))
            .flat_map(|(_, methods)| methods.iter().map(String::as_str))
            .collect();
        (!methods.is_empty()).then(|| methods.join(", "))
    }
}

/// What answers where no handler does: 405 where another method would be served, else 404.
pub async fn not_served(request: HttpRequest) -> HttpResponse {
    let Some(allowed) = methods_at(&request) else { return not_found().error_response() };
    let said = format!("{} is not served here; {allowed} is", request.method());
    let problem = Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", said);
    let mut response = problem.error_response();
    if let Ok(allowed) = allowed.parse() {
        response.headers_mut().insert(ALLOW, allowed);
    }
    response
}

/// The methods that are served at the address of a request, if any are.
pub(crate) fn methods_at(request: &HttpRequest) -> Option<String> {
    request.app_data::<Data<Served>>().and_then(|served| served.methods(request.path()))
}

pub(crate) fn not_found() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "not-found", "there is nothing at this address")
}
