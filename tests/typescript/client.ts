// A small client, compiled against types that openapi-typescript makes from the document. Each line under
// `@ts-expect-error` must be refused by the compiler: where a type becomes loose, the compiler refuses the comment.
import type { components, paths } from "./openapi";

type Schemas = components["schemas"];
type Sent<P extends keyof paths, M extends keyof paths[P]> = paths[P][M] extends {
  requestBody?: { content: { "application/json": infer Body } };
}
  ? Body
  : never;
type Answered<P extends keyof paths, M extends keyof paths[P], S extends number> = paths[P][M] extends {
  responses: { [K in S]: { content: { "application/json": infer Body } } };
}
  ? Body
  : never;

const contact = { name: "Awa", email: "awa@example.org", language: "fr" } as const;
const total = { amount: "5.60", currency: "EUR" } as const;

// Payments.
export const inCash: Sent<"/v1/carts/{id}/checkout", "post"> = { contact, total, payment: "cash", consent: true };
export const byCheque: Sent<"/v1/carts/{id}/checkout", "post"> = {
  contact,
  total,
  // @ts-expect-error nobody pays by cheque
  payment: "cheque",
  consent: true,
};
// @ts-expect-error an order is placed at a sum that was agreed to
export const atAnyPrice: Sent<"/v1/carts/{id}/checkout", "post"> = { contact, payment: "cash", consent: true };
export const byTransfer: Schemas["PaymentBody"] = {
  amount: { amount: "12.50", currency: "EUR" },
  method: "bank-transfer",
};
export const byShell: Schemas["PaymentBody"] = {
  amount: { amount: "12.50", currency: "EUR" },
  // @ts-expect-error shells are no means of payment
  method: "shells",
};
export const inFrancs: Schemas["Amount"] = {
  amount: "12.50",
  // @ts-expect-error there is no such currency
  currency: "FRANCS",
};

// Roles, and what keys and enterprises may.
export const manager: Sent<"/v1/enterprises/{id}/invitations", "post"> = { email: "awa@example.org", role: "manager" };
export const king: Sent<"/v1/enterprises/{id}/invitations", "post"> = {
  email: "awa@example.org",
  // @ts-expect-error there are no kings
  role: "king",
};
export const reader: Schemas["Scope"] = "orders:read";
// @ts-expect-error no key is good for everything
export const everything: Schemas["Scope"] = "everything";
// @ts-expect-error nobody can allow that
export const kidneys: Schemas["GrantKind"] = "sell-kidneys";
// @ts-expect-error in a path, too
export const path: paths["/v1/enterprises/{id}/grants/{kind}/{to}"]["put"]["parameters"]["path"]["kind"] = "anything";

// Stages.
export const isOpen = (cycle: Answered<"/v1/cycles/{id}", "get", 200>): boolean => cycle.stage === "open";
// @ts-expect-error a cycle is never that far
export const isOver = (cycle: Answered<"/v1/cycles/{id}", "get", 200>): boolean => cycle.stage === "over";
// @ts-expect-error goods go in or out
export const sideways: Schemas["Direction"] = "sideways";
// @ts-expect-error who is asked says yes or no
export const answer: Schemas["AnswerBody"] = { answer: "perhaps" };

// Units.
export const half: Schemas["Measure"] = { value: "500", unit: "g" };
export const handful: Schemas["Measure"] = {
  value: "1",
  // @ts-expect-error a handful is no unit
  unit: "handful",
};
export const perKilogram = (price: Schemas["UnitPriceView"]): boolean => price.unit === "kg";
// @ts-expect-error prices are not compared by the stone
export const perStone = (price: Schemas["UnitPriceView"]): boolean => price.unit === "stone";

// What goods are, in bodies, answers and queries.
export const goods: Sent<"/v1/enterprises/{id}/products", "post"> = {
  name: "Carrots",
  category: "Vegetables",
  storage: "chilled",
  allergens: ["celery"],
  labels: ["organic"],
};
export const warm: Sent<"/v1/enterprises/{id}/products", "post"> = {
  // @ts-expect-error no storage class
  storage: "lukewarm",
  // @ts-expect-error no allergen
  allergens: ["dust"],
  // @ts-expect-error no label
  labels: ["tasty"],
};
type Query = NonNullable<paths["/v1/shops/{slug}/offers"]["get"]["parameters"]["query"]>;
export const cold: Query = { storage: "frozen", label: "organic", free_of: ["gluten", "milk"] };
// @ts-expect-error no storage class in a query either
export const hot: Query = { storage: "hot" };
// @ts-expect-error nor an allergen
export const free: Query = { free_of: ["guilt"] };
// @ts-expect-error there is no such rate
export const taxed: Schemas["TaxCategory"] = "enormous";
// @ts-expect-error nor such a fee
export const fee: Schemas["FeeKind"] = "bribe";
// @ts-expect-error nor such a way to reckon one
export const reckoned: Schemas["Calculator"] = { type: "as-you-like", amount: { amount: "1", currency: "EUR" } };
// @ts-expect-error letters are written in two languages
export const letter: Schemas["Language"] = "tlh";
