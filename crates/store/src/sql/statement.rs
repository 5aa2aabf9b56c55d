//! Static statements: SQL text with typed binds, prepared once a connection.

/// Declares a statement whose text never changes: pieces of SQL, constants with more as `(NAME)`, and binds as
/// `[field: SqlType]`.
///
/// With `-> (SqlType, …)` it is a query whose rows load into tuples of matching types.
macro_rules! statement {
    ($(#[$doc:meta])* $name:ident { $($field:ident: $type:ty),* $(,)? } $(-> $row:ty)? = $($piece:tt),+ $(,)?) => {
        $(#[$doc])*
        struct $name { $($field: $type),* }

        impl diesel::query_builder::QueryId for $name {
            type QueryId = Self;
            const HAS_STATIC_QUERY_ID: bool = true;
        }

        impl diesel::RunQueryDsl<Conn> for $name {}

        $(
            impl diesel::query_builder::Query for $name {
                type SqlType = $row;
            }
        )?

        impl diesel::query_builder::QueryFragment<Db> for $name {
            fn walk_ast<'b>(
                &'b self,
                mut out: diesel::query_builder::AstPass<'_, 'b, Db>,
            ) -> diesel::QueryResult<()> {
                $(crate::sql::statement::piece!(out, self, $piece);)+
                Ok(())
            }
        }
    };
}
pub(crate) use statement;

/// One piece of a statement: text, a constant with text, or a bind.
macro_rules! piece {
    ($out:ident, $self:ident, [$field:ident: $sql:ty]) => {
        $out.push_bind_param::<$sql, _>(&$self.$field)?
    };
    ($out:ident, $self:ident, ($text:ident)) => {
        $out.push_sql($text)
    };
    ($out:ident, $self:ident, $text:literal) => {
        $out.push_sql($text)
    };
}
pub(crate) use piece;
