use std::{collections::HashMap, sync::LazyLock};

use jsonschema::Validator;
use parking_lot::Mutex;
use serde_json::{Value, json};

use crate::Answer;

/// What the API's own document promises, to hold requests and answers against.
pub struct Contract {
    document: &'static Value,
    /// Validators by the place of their schema in the document.
    validators: Mutex<HashMap<String, &'static Validator>>,
}

impl Contract {
    /// The contract of the server that is tested.
    pub fn served() -> &'static Self {
        static SERVED: LazyLock<Contract> = LazyLock::new(|| Contract {
            document: sillon_api::document(),
            validators: Mutex::default(),
        });
        &SERVED
    }

    /// Every operation as a method, a path with its `{parameters}`, and what the document says of it.
    pub fn operations(&self) -> Vec<(String, &'static str, &'static Value)> {
        let paths = self.document["paths"].as_object().into_iter().flatten();
        let of_path = |(path, operations): (&'static String, &'static Value)| {
            let operations = operations.as_object().into_iter().flatten();
            operations.map(|(method, told)| (method.to_uppercase(), path.as_str(), told))
        };
        paths.flat_map(of_path).collect()
    }

    /// Where an operation is that serves a path, as a JSON pointer.
    fn find(&self, method: &str, path: &str) -> Option<String> {
        let path = path.split('?').next().unwrap_or_default();
        let operations = self.operations();
        let mut fitting: Vec<_> = operations
            .iter()
            .filter(|(known, template, _)| known == method && fits(template, path))
            .map(|(_, template, _)| *template)
            .collect();
        // What is written out goes before what stands for anything.
        fitting.sort_by_key(|template| template.matches('{').count());
        let template = fitting.first()?.replace('/', "~1");
        Some(format!("/paths/{template}/{}", method.to_lowercase()))
    }

    /// What an answer has that the document does not promise; nothing for what the document does not speak of.
    pub fn faults(&self, method: &str, path: &str, answer: &Answer) -> Vec<String> {
        let Some(operation) = self.find(method, path) else { return Vec::new() };
        let at = format!("{operation}/responses/{}", answer.status);
        let Some(mut response) = self.document.pointer(&at) else {
            return vec![format!("{method} {path}: {} is not documented", answer.status)];
        };
        let mut at = at;
        if let Some(to) = response["$ref"].as_str() {
            to.trim_start_matches('#').clone_into(&mut at);
            response = self.document.pointer(&at).unwrap_or(&Value::Null);
        }
        let Some(content) = response["content"].as_object() else {
            let is_empty = answer.body.is_empty();
            let said = || format!("{method} {path}: {} has no body in the document", answer.status);
            return if is_empty { Vec::new() } else { vec![said()] };
        };
        let media_type = answer.media_type();
        if !content.contains_key(media_type) {
            return vec![format!(
                "{method} {path}: {} as {media_type} is not documented",
                answer.status
            )];
        }
        if !media_type.ends_with("json") {
            return Vec::new();
        }
        let at = format!("{at}/content/{}/schema", media_type.replace('/', "~1"));
        self.schema_faults(&at, &answer.json())
    }

    /// What of a value the schema at a place of the document does not allow.
    ///
    /// # Panics
    ///
    /// When there is no sound schema at the place.
    pub fn schema_faults(&self, at: &str, value: &Value) -> Vec<String> {
        let mut validators = self.validators.lock();
        let validator = *validators.entry(at.to_owned()).or_insert_with(|| {
            let schema = self.document.pointer(at).unwrap_or_else(|| panic!("no schema at {at}"));
            let schema = json!({"allOf": [schema], "components": self.document["components"]});
            let options = jsonschema::options().should_validate_formats(true);
            let built = options.build(&schema).unwrap_or_else(|fault| panic!("{at}: {fault}"));
            Box::leak(Box::new(built))
        });
        let fault = |fault: jsonschema::ValidationError<'_>| {
            let said: String = fault.to_string().chars().take(300).collect();
            format!("{at}: {}: {said}", fault.instance_path())
        };
        validator.iter_errors(value).map(fault).collect()
    }
}

/// Whether a path is one of a template such as `/v1/orders/{id}`.
fn fits(template: &str, path: &str) -> bool {
    let (mut wanted, mut given) = (template.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some(wanted), Some(given)) if wanted == given => {}
            (Some(wanted), Some(given)) if wanted.starts_with('{') && !given.is_empty() => {}
            _ => return false,
        }
    }
}
