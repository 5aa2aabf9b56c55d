use crate::fault::Fault;
use crate::source;
use crate::tree::File;
use crate::workspace::Workspace;

/// Files that may run SQL given as text: those that bring a database up to date.
const RAW_SQL: &str = "crates/store/src/schema/migrate";
const RULE: &str = "sql text";

/// Queries are typed, and values are bound by the query builder.
pub(crate) fn check(workspace: &Workspace) -> Vec<Fault> {
    workspace
        .tree
        .rust()
        .flat_map(|file| raw_queries(file).into_iter().chain(text_binds(file)))
        .collect()
}

fn raw_queries(file: &File) -> Vec<Fault> {
    if file.path.starts_with(RAW_SQL) {
        return vec![];
    }
    let code = source::code(&file.text);
    let raw = code.lines().enumerate().filter(|(_, line)| source::has_word(line, "sql_query("));
    raw.map(|(index, _)| {
        let advice =
            "write a typed query or a static `QueryFragment`; SQL as text is for migrations";
        Fault::new(&file.path, index + 1, RULE, advice)
    })
    .collect()
}

fn text_binds(file: &File) -> Vec<Fault> {
    let literals = source::literals(&file.text);
    let binds = literals.lines().enumerate().filter(|(_, line)| has_bind(line));
    binds
        .map(|(index, _)| {
            Fault::new(
                &file.path,
                index + 1,
                RULE,
                "bind the value with `push_bind_param`, not by number",
            )
        })
        .collect()
}

/// Whether the text holds a `$` and a number, other than an amount such as `$` and `1.50`.
fn has_bind(text: &str) -> bool {
    text.match_indices('$').any(|(at, _)| {
        let after = &text[at + 1..];
        let rest = after.trim_start_matches(|c: char| c.is_ascii_digit());
        rest.len() < after.len() && !rest.starts_with('.')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(path: &str, text: &str) -> usize {
        check(&Workspace::of(&[(path, text)])).len()
    }

    #[test]
    fn typed_queries_pass_and_so_do_migrations() {
        let typed = "// never sql_query(\nout.push_sql(\" where id = \"); out.push_bind_param(&self.id)?; (bind)";
        assert_eq!(faults("crates/store/src/take.rs", typed), 0);
        assert_eq!(faults("crates/store/src/schema/migrate.rs", "sql_query(step)"), 0);
        assert_eq!(faults("crates/store/src/schema/migrate/run.rs", "sql_query(step)"), 0);
    }

    #[test]
    fn a_query_given_as_text_fails() {
        assert_eq!(faults("crates/store/src/take.rs", "diesel::sql_query(text)"), 1);
    }

    #[test]
    fn a_numbered_bind_in_a_text_fails() {
        let bind = format!("let sql = \"delete from cart where id = {}1\";", '$');
        assert_eq!(faults("crates/store/src/carts.rs", &bind), 1);
        let price = format!("let price = \"{}1.50\";", '$');
        assert_eq!(faults("crates/catalogue/src/import.rs", &price), 0);
    }
}
