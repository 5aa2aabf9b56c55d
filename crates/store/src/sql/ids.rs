//! How our values meet the two databases' columns.

use std::io::Write;

use diesel::{
    backend::Backend,
    deserialize::{self, FromSql, Queryable},
    expression::AsExpression,
    pg::{Pg, PgValue},
    query_builder::QueryId,
    serialize::{self, IsNull, Output, ToSql},
    sql_types::SqlType,
    sqlite::{Sqlite, SqliteValue},
};
use sillon_kernel::{
    ApiKeyId, CartId, CertificateId, CustomerId, CycleId, CycleLetterId, DeliveryId, EnterpriseId,
    ExchangeId, FeeId, GroupId, HandOverMethodId, ImageId, InvitationId, LeaseId, LinkId,
    MessageId, OrderChangeId, OrderId, PaymentId, PayoutId, ProductId, RepaymentId, ReturnId,
    SeriesId, SessionId, ShopKeyId, SupplyId, TransactionId, UserId, VariantId, VoucherId,
    WebhookId,
};
use uuid::Uuid;

/// How many ids are asked for at once: SQLite takes some thirty thousand.
pub(crate) const IDS_AT_ONCE: usize = 10_000;

/// The SQL type of an id: `uuid` on PostgreSQL, a 16-byte `blob` on SQLite; both order the same bytes.
#[derive(Debug, Clone, Copy, SqlType, QueryId)]
#[diesel(postgres_type(oid = 2950, array_oid = 2951), sqlite_type(name = "Binary"))]
pub struct Uid;

/// Lets typed ids stand in columns, binds and PostgreSQL's arrays.
macro_rules! uid_columns {
    ($($id:ident)*) => {$(
        impl ToSql<Uid, Pg> for $id {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                out.write_all(self.0.as_bytes())?;
                Ok(IsNull::No)
            }
        }

        impl ToSql<Uid, Sqlite> for $id {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
                out.set_value(self.0.as_bytes().as_slice());
                Ok(IsNull::No)
            }
        }

        impl FromSql<Uid, Pg> for $id {
            fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
                Ok(Self(Uuid::from_slice(value.as_bytes())?))
            }
        }

        impl FromSql<Uid, Sqlite> for $id {
            fn from_sql(mut value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
                Ok(Self(Uuid::from_slice(value.read_blob())?))
            }
        }

        impl<DB: Backend> Queryable<Uid, DB> for $id
        where
            Self: FromSql<Uid, DB>,
        {
            type Row = Self;

            fn build(row: Self) -> deserialize::Result<Self> {
                Ok(row)
            }
        }
    )*};
}

/// A typed id as a value in diesel's expressions, which the ids themselves, of another crate, cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, AsExpression)]
#[diesel(sql_type = Uid)]
pub(crate) struct Key<I>(pub(crate) I);

impl<I: std::fmt::Debug + ToSql<Uid, DB>, DB: Backend> ToSql<Uid, DB> for Key<I> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.0.to_sql(out)
    }
}

/// Ids as values in diesel's expressions.
pub(crate) fn keys<I: Copy>(ids: &[I]) -> Vec<Key<I>> {
    ids.iter().copied().map(Key).collect()
}

/// An id of whatever kind, where a column holds several kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct AnyId(pub(crate) Uuid);

uid_columns! {
    AnyId ApiKeyId CartId CertificateId CycleId EnterpriseId ExchangeId FeeId HandOverMethodId GroupId ImageId
    InvitationId LeaseId LinkId CustomerId MessageId OrderChangeId OrderId PaymentId PayoutId ProductId RepaymentId
    ReturnId SeriesId SessionId ShopKeyId SupplyId TransactionId UserId VariantId VoucherId WebhookId
    DeliveryId CycleLetterId
}
