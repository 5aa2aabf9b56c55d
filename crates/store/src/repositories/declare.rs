//! How a repository is declared.

/// Declares repositories of a transaction: `tx.carts().get(id)` runs `queries::orders::carts::get` on its connection.
macro_rules! repositories {
    ($(
        $(#[$repository_doc:meta])*
        $repository:ident in $area:ident::$module:ident {
            $($(#[$doc:meta])* fn $function:ident($($argument:ident: $type:ty),* $(,)?) -> $answer:ty;)*
        }
    )*) => {
        $(
            $(#[$repository_doc])*
            pub struct $repository<'t, 'c>(pub(crate) &'t mut Tx<'c>);

            impl $repository<'_, '_> {
                $(
                    $(#[$doc])*
                    ///
                    /// # Errors
                    ///
                    /// What the database refuses, as [`Error`].
                    pub fn $function(&mut self, $($argument: $type),*) -> Result<$answer, Error> {
                        match &mut self.0.handle {
                            Handle::Pg(conn) => postgres::queries::$area::$module::$function(conn, $($argument),*),
                            Handle::Lite(conn) => sqlite::queries::$area::$module::$function(conn, $($argument),*),
                        }
                    }
                )*
            }
        )*
    };
}
pub(crate) use repositories;
