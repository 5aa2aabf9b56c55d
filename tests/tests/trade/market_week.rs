//! A week of a market, from the first account to the last payment, as the people in it see it over HTTP.

use sillon_testkit::{Letter, Marketplace, Script, TestDatabase, on_both_databases};

/// What Marc of the Ferme du Val lists.
const VAL: &str = "\
producer,sku,name,category,units,unit_type,variant_unit_name,price,on_hand,on_demand,shipping_category,tax_category,allergens,origin
Ferme du Val,C500,Carrots,Vegetables,500,g,,1.60,40,,,,none,FR
Ferme du Val,C2000,Carrots,Vegetables,2,kg,,5.20,,,,,none,FR
Ferme du Val,,Eggs,Eggs,6,,egg,2.70,10,,chilled,,eggs,FR
";

/// What Inès of Les Ruchers lists. Carrots are not hers to list.
const RUCHERS: &str = "\
producer,name,category,units,unit_type,variant_unit_name,price,on_hand,on_demand,tax_category,allergens,origin
Les Ruchers,Honey,Grocery,250,g,,5.95,12,,,none,FR
Les Ruchers,Mead,Drinks,75,cl,,9.90,,yes,Standard,sulphites,FR
";

const NOT_HERS: &str = "\
producer,name,category,units,unit_type,price,on_hand
Les Ruchers,Wax,Grocery,100,g,3,5
Ferme du Val,Carrots,Vegetables,500,g,0.10,40
Les Ruchers,Pollen,Grocery,100,g,cheap,5
";

const HARVEST: &str = "\
Producteur;Produit;Format;Référence;Nombre;Quantité;Unité;Montant;Devise
Ferme du Val;Carrots;500 g;C500;32;16;kg;51,20;EUR
Ferme du Val;Carrots;2 kg;C2000;2;4;kg;10,40;EUR
Ferme du Val;Eggs;6 eggs;;2;12;pièce;5,40;EUR
Les Ruchers;Honey;250 g;;1;0,25;kg;5,95;EUR
Les Ruchers;Mead;750 ml;;1;0,75;l;9,90;EUR
";

const PACKING: &str = "\
Order,Customer,Phone,Producer,Product,Size,Storage,Items
$order_a_ref,Awa Diop,'+33 6 12 34 56 78,Ferme du Val,Carrots,500 g,ambient,3
$order_a_ref,Awa Diop,'+33 6 12 34 56 78,Les Ruchers,Honey,250 g,ambient,1
$order_b_ref,Bo,,Ferme du Val,Carrots,2 kg,ambient,2
$order_b_ref,Bo,,Les Ruchers,Mead,750 ml,ambient,1
$order_b_ref,Bo,,Ferme du Val,Eggs,6 eggs,chilled,2
$order_c_ref,Chloé,,Ferme du Val,Carrots,500 g,ambient,29
";

/// The whole week. Each amount was reckoned by hand.
///
/// On each item: 7.5 % for the shop, rounded on one item, and 10 cents for packing. On each order with goods of
/// Les Ruchers: 1.50 to the Ferme du Val, which fetches them.
///
/// | one item      | listed | 7.5 % | packing | shown | by the kilogram, litre or piece |
/// |---------------|--------|-------|---------|-------|---------------------------------|
/// | carrots 500 g | 1.60   | 0.12  | 0.10    | 1.82  | 3.64                            |
/// | carrots 2 kg  | 5.20   | 0.39  | 0.10    | 5.69  | 2.85                            |
/// | eggs 6        | 2.70   | 0.20  | 0.10    | 3.00  | 0.50                            |
/// | honey 250 g   | 5.95   | 0.45  | 0.10    | 6.50  | 26.00                           |
/// | mead 75 cl    | 9.90   | 0.74  | 0.10    | 10.74 | 14.32                           |
const WEEK: &str = r#"
# Sunday: people sign up, and found what they run.
Lucie | POST /v1/users {"email": "lucie@example.org", "name": "Lucie", "password": "a hub of ten farms"}   | 201 email = lucie@example.org
Lucie | POST /v1/sessions {"email": "Lucie@Example.org", "password": "a hub of ten farms"}                 | 201 user.name = Lucie; until = 2026-06-02T09:00:00Z
Marc  | POST /v1/users {"email": "marc@example.org", "name": "Marc", "password": "carrots in the valley"}  | 201
Marc  | POST /v1/users {"email": "marc@example.org", "name": "Marcel", "password": "carrots on the hill"}  | 409 code = has-account
Marc  | POST /v1/sessions {"email": "marc@example.org", "password": "carrots on the hill"}                 | 401 code = sign-in
Marc  | POST /v1/sessions {"email": "marc@example.org", "password": "carrots in the valley"}               | 201
Inès  | POST /v1/users {"email": "ines@example.org", "name": "Inès", "password": "bees, and more bees"}    | 201
Inès  | POST /v1/sessions {"email": "ines@example.org", "password": "bees, and more bees"}                 | 201
Awa   | POST /v1/users {"email": "awa@example.org", "name": "Awa", "password": "what is for dinner"}       | 201
Awa   | POST /v1/sessions {"email": "awa@example.org", "password": "what is for dinner"}                   | 201
Bo    | POST /v1/enterprises {"name": "Le Panier", "is_producer": false, "sells": "any"}                   | 401 code = sign-in
Lucie | POST /v1/enterprises key=hub {"name": "Le Panier", "is_producer": false, "sells": "any"}           | 201 hub := id; slug = le-panier; zone = Europe/Paris; currency = EUR
Lucie | POST /v1/enterprises key=hub {"name": "Le Panier", "is_producer": false, "sells": "any"}           | 201 id = $hub
Marc  | POST /v1/enterprises {"name": "Ferme du Val", "is_producer": true, "sells": "none", "email": "val@example.org"} | 201 val := id; slug = ferme-du-val
Inès  | POST /v1/enterprises {"name": "Les Ruchers", "is_producer": true, "sells": "none"}                 | 201 ruchers := id
Awa   | GET /v1/shops                                                                                      | 200 items.# = 1; items[0].name = Le Panier
Awa   | GET /v1/shops/le-panier                                                                            | 200 open.# = 0; next = null; last = null
Lucie | GET /v1/me                                                                                         | 200 memberships[0].enterprise = $hub; memberships[0].role = owner

# Farmers list what they have.
Marc  | POST /v1/product-lists key=week @val                                                               | 200 added = 3; updated = 0; producers[0] = $val
Inès  | POST /v1/product-lists @not_hers                                                                   | 422 code = import-faulty; errors.# = 1; errors[0].field = price; errors[0].line = 4
Inès  | POST /v1/product-lists @ruchers                                                                    | 200 added = 2
Marc  | GET /v1/enterprises/$val/products                                                                  | 200 items.# = 2
      |                                                                                                    | carrots := items[name=Carrots].variants[label=500 g].id; sack := items[name=Carrots].variants[label=2 kg].id
      |                                                                                                    | eggs := items[name=Eggs].variants[0].id; eggs_supply := items[name=Eggs].variants[0].supply.id
      |                                                                                                    | items[name=Carrots].variants[label=2 kg].supply.available.value = 20
      |                                                                                                    | items[name=Eggs].variants[0].supply.available.value = 60
Inès  | GET /v1/enterprises/$ruchers/products                                                              | 200 honey := items[name=Honey].variants[0].id; mead := items[name=Mead].variants[0].id
Inès  | GET /v1/enterprises/$val/products                                                                  | 404
Marc  | PUT /v1/supplies/$eggs_supply {"available": {"value": "48", "unit": "piece"}}                      | 200 available.value = 48
Marc  | PUT /v1/supplies/$eggs_supply {"available": {"value": "48", "unit": "kg"}}                         | 422 errors[0].field = available

# The hub plans its week. Who may sell what is the farmers' to say.
Lucie | POST /v1/cycles {"coordinator": "$hub", "name": "Week 19", "orders": {"from": "2026-05-04T06:00:00Z", "until": "2026-05-06T18:00:00Z"}} | 201 week := id; stage = draft
Lucie | PUT /v1/cycles/$week/exchanges {"enterprise": "$val", "direction": "incoming"}                     | 200 standing = asked; variants.# = 0
Marc  | PUT /v1/enterprises/$val/grants/supply-to-cycles/$hub                                                          | 204
Inès  | PUT /v1/enterprises/$ruchers/grants/supply-to-cycles/$hub                                                      | 204
Lucie | PUT /v1/cycles/$week/exchanges {"enterprise": "$val", "direction": "incoming"}                     | 200 standing = asked
Lucie | GET /v1/enterprises/$hub/grant-offers                                                              | 200 items.# = 2; items[0].kind = supply-to-cycles
Lucie | PUT /v1/enterprises/$val/grants/supply-to-cycles/$hub                                              | 204
Lucie | PUT /v1/enterprises/$ruchers/grants/supply-to-cycles/$hub                                          | 204
Lucie | PUT /v1/enterprises/$ruchers/grants/edit-profile/$hub                                              | 404
Lucie | POST /v1/fees {"enterprise": "$hub", "name": "Packing", "kind": "packing", "tax": "20",
      |    "calculator": {"type": "per-item", "amount": {"amount": "0.10", "currency": "EUR"}}}            | 201 packing := id
Lucie | POST /v1/fees {"enterprise": "$hub", "name": "Shop", "kind": "sales", "tax": "20",
      |    "calculator": {"type": "percent-per-item", "percent": "7.5"}}                                   | 201 sales := id
Marc  | POST /v1/fees {"enterprise": "$val", "name": "Van", "kind": "transport", "tax": "10",
      |    "calculator": {"type": "flat-rate", "amount": {"amount": "1.50", "currency": "EUR"}}}           | 201 van := id
Lucie | PUT /v1/cycles/$week/exchanges {"enterprise": "$val", "direction": "incoming"}                     | 200 variants.# = 3
Lucie | PUT /v1/cycles/$week/exchanges {"enterprise": "$ruchers", "direction": "incoming", "fees": ["$van"],
      |    "pick_up": {"from": "2026-05-07T05:00:00Z", "until": "2026-05-07T06:00:00Z"}, "pick_up_text": "The van calls"} | 200 variants.# = 2
Lucie | PUT /v1/cycles/$week/exchanges {"enterprise": "$hub", "direction": "outgoing", "fees": ["$sales"],
      |    "pick_up": {"from": "2026-05-07T15:00:00Z", "until": "2026-05-07T17:30:00Z"}, "pick_up_text": "12 rue des Lilas"}   | 200 variants.# = 5
Lucie | PUT /v1/cycles/$week/fees {"fees": ["$packing"]}                                                   | 200
Marc  | POST /v1/cycles/$week/publish                                                                      | 404
Lucie | POST /v1/cycles/$week/publish                                                                      | 422 code = not-compliant; errors.# = 3; errors[0].rule_id = seller-identity
Lucie | PATCH /v1/enterprises/$hub {"contact_email": "bonjour@example.org", "phone": "+33 3 29 00 00 00",
      |    "physical_address": {"street": ["12 rue des Lilas"], "postcode": "88000", "city": "Épinal"}}   | 200
Lucie | PUT /v1/enterprises/$hub/legal-identity {"legal_name": "Association du Panier", "siren": "732829320", "vat_regime": "liable"} | 200
Lucie | PUT /v1/enterprises/$hub/bank-account {"holder": "Association du Panier", "iban": "FR76 3000 6000 0112 3456 7890 188"} | 422 errors[0].field = iban
Lucie | PUT /v1/enterprises/$hub/bank-account {"holder": "Association du Panier", "iban": "FR76 3000 6000 0112 3456 7890 189"} | 200
Lucie | POST /v1/cycles/$week/publish                                                                      | 200 stage = upcoming
Lucie | POST /v1/cycles/$week/publish                                                                      | 409 code = cycle-not-draft
Awa   | GET /v1/shops/le-panier                                                                            | 200 next.id = $week; open.# = 0
Awa   | POST /v1/carts {"shop": "le-panier", "lines": [{"variant": "$carrots", "quantity": 3}, {"variant": "$honey", "quantity": 1}]} | 201 cart_a := id
Awa   | POST /v1/carts/$cart_a/checkout key=a {"contact": {"name": "Awa Diop", "email": "awa@example.org"}, "total": {"amount": "13.46", "currency": "EUR"}, "payment": "cash", "consent": true} | 409 code = cycle-not-open

# Monday, six in the morning: the shop opens.
clock | 2026-05-04T06:00:00Z                                                                               | 1
Awa   | GET /v1/shops/le-panier                                                                            | 200 open[0].id = $week; next = null
Awa   | GET /v1/shops/le-panier/offers                                                                     | 200 offers.# = 5; cycle.stage = open
      |                                                                                                    | offers[label=500 g].price.amount = 1.82; offers[label=500 g].unit_price.price.amount = 3.64
      |                                                                                                    | offers[label=500 g].unit_price.unit = kg; offers[label=500 g].available = 40; offers[label=500 g].tax = 5.5
      |                                                                                                    | offers[label=500 g].producer_price.amount = 1.60; offers[label=500 g].fees.# = 2
      |                                                                                                    | offers[label=500 g].fees[0].name = Shop; offers[label=500 g].fees[0].amount.amount = 0.12
      |                                                                                                    | offers[label=500 g].fees[0].side = distributor; offers[label=500 g].fees[0].payee = $hub
      |                                                                                                    | offers[label=500 g].fees[1].name = Packing; offers[label=500 g].fees[1].amount.amount = 0.10
      |                                                                                                    | offers[label=500 g].fees[1].side = coordinator
      |                                                                                                    | offers[label=2 kg].price.amount = 5.69; offers[label=2 kg].unit_price.price.amount = 2.85
      |                                                                                                    | offers[label=2 kg].fees[0].amount.amount = 0.39; offers[label=2 kg].available = 10
      |                                                                                                    | offers[name=Eggs].price.amount = 3.00; offers[name=Eggs].unit_price.price.amount = 0.50
      |                                                                                                    | offers[name=Eggs].fees[0].amount.amount = 0.20; offers[name=Eggs].available = 8
      |                                                                                                    | offers[name=Eggs].unit_price.unit = piece; offers[name=Eggs].storage = chilled
      |                                                                                                    | offers[name=Honey].price.amount = 6.50; offers[name=Honey].unit_price.price.amount = 26.00
      |                                                                                                    | offers[name=Honey].fees[0].amount.amount = 0.45; offers[name=Honey].available = 12
      |                                                                                                    | offers[name=Mead].price.amount = 10.74; offers[name=Mead].unit_price.price.amount = 14.32
      |                                                                                                    | offers[name=Mead].fees[0].amount.amount = 0.74; offers[name=Mead].available = null; offers[name=Mead].tax = 20
      |                                                                                                    | order_fees[0].name = Van; order_fees[0].calculator.amount.amount = 1.50; order_fees[0].payee = $val
Bo    | GET /v1/shops/le-panier/offers?category=eggs                                                       | 200 offers.# = 1
Bo    | GET /v1/shops/le-panier/offers?q=HON                                                               | 200 offers.# = 1; offers[0].name = Honey
Bo    | GET /v1/shops/le-panier/offers?producer=$ruchers                                                   | 200 offers.# = 2

# Awa orders three bags of carrots and a jar of honey: 4.80 + 5.95, packing 0.40, shop 0.81, van 1.50.
Awa   | GET /v1/carts/$cart_a                                                                              | 200 total.amount = 13.46; lines[0].total.amount = 5.46; lines[1].total.amount = 6.50
      |                                                                                                    | order_fees[0].amount.amount = 1.50; order_fees.# = 1; lines[0].left = null; order = null
Bo    | GET /v1/carts/$cart_a                                                                              | 404
Awa   | POST /v1/carts/$cart_a/checkout {"contact": {"name": "Awa Diop", "email": "awa@example.org"}, "total": {"amount": "13.46", "currency": "EUR"}, "payment": "cash", "consent": true} | 400 code = key-required
Awa   | POST /v1/carts/$cart_a/checkout key=a {"contact": {"name": "Awa Diop", "email": "awa@example.org"}, "total": {"amount": "13.46", "currency": "EUR"}, "payment": "cash", "consent": false} | 422 errors[0].field = consent
Awa   | POST /v1/carts/$cart_a/checkout key=a {"contact": {"name": "Awa Diop", "email": "awa@example.org", "phone": "+33 6 12 34 56 78"}, "total": {"amount": "13.46", "currency": "EUR"}, "payment": "cash", "consent": true}
      |                                                                                                    | 201 order_a := id; order_a_ref := reference; total.amount = 13.46; payment = cash; placed_at = 2026-05-04T06:00:00Z
      |                                                                                                    | lines[0].total.amount = 5.46; lines[0].tax.amount = 0.25; lines[1].tax.amount = 0.31; components.# = 5
      |                                                                                                    | components[0].kind = goods; components[0].payee = $val; components[0].amount.amount = 4.80; components[0].tax.amount = 0.25
      |                                                                                                    | components[1].kind = goods; components[1].payee = $ruchers; components[1].amount.amount = 5.95; components[1].tax.amount = 0.31
      |                                                                                                    | components[2].kind = item-fee; components[2].label = Packing; components[2].amount.amount = 0.40; components[2].tax.amount = 0.07
      |                                                                                                    | components[3].kind = item-fee; components[3].label = Shop; components[3].amount.amount = 0.81; components[3].tax.amount = 0.14
      |                                                                                                    | components[4].kind = order-fee; components[4].label = Van; components[4].amount.amount = 1.50; components[4].tax.amount = 0.14
      |                                                                                                    | components[4].payee = $val; components[4].tax_rate = 10
Awa   | POST /v1/carts/$cart_a/checkout key=a {"contact": {"name": "Awa Diop", "email": "awa@example.org", "phone": "+33 6 12 34 56 78"}, "total": {"amount": "13.46", "currency": "EUR"}, "payment": "cash", "consent": true} | 201 id = $order_a
Awa   | PUT /v1/carts/$cart_a/lines {"lines": []}                                                          | 409 code = cart-ordered
Bo    | GET /v1/orders/$order_a                                                                            | 404
Marc  | GET /v1/orders/$order_a                                                                            | 404
Lucie | GET /v1/orders/$order_a                                                                            | 200 outstanding.amount = 13.46; customer.phone = +33 6 12 34 56 78; customer.language = fr

# Bo, a guest, pays by transfer: 10.40 + 5.40 + 9.90, packing 0.50, shop 1.92, van 1.50.
Bo    | POST /v1/carts {"shop": "le-panier"}                                                               | 201 cart_b := id
Bo    | POST /v1/carts/$cart_b/checkout key=b {"contact": {"name": "Bo", "email": "bo@example.org"}, "total": {"amount": "29.62", "currency": "EUR"}, "payment": "bank-transfer", "consent": true} | 422 code = cart-empty
Bo    | PUT /v1/carts/$cart_b/lines {"lines": [{"variant": "$sack", "quantity": 2}, {"variant": "$eggs", "quantity": 9}, {"variant": "$mead", "quantity": 1}]} | 200 lines[1].left = 8; lines[0].left = null
Bo    | POST /v1/carts/$cart_b/checkout key=b {"contact": {"name": "Bo", "email": "bo@example.org"}, "total": {"amount": "29.62", "currency": "EUR"}, "payment": "bank-transfer", "consent": true} | 409 code = out-of-stock; errors.# = 1
      |                                                                                                    | errors[0].field = lines[1]; errors[0].left = 8; errors[0].wanted = 9; errors[0].variant = $eggs
Bo    | PUT /v1/carts/$cart_b/lines {"lines": [{"variant": "$sack", "quantity": 2}, {"variant": "$eggs", "quantity": 2}, {"variant": "$mead", "quantity": 1}]} | 200 total.amount = 29.62
Bo    | POST /v1/carts/$cart_b/checkout key=b {"contact": {"name": "Bo", "email": "bo@example.org", "language": "en", "note": "No hurry"}, "total": {"amount": "29.62", "currency": "EUR"}, "payment": "bank-transfer", "consent": true}
      |                                                                                                    | 201 order_b := id; order_b_ref := reference; total.amount = 29.62; customer.note = No hurry
      |                                                                                                    | components[0].payee = $val; components[0].amount.amount = 15.80; components[0].tax.amount = 0.82
      |                                                                                                    | components[1].payee = $ruchers; components[1].amount.amount = 9.90; components[1].tax.amount = 1.65; components[1].tax_rate = 20
      |                                                                                                    | components[2].amount.amount = 0.50; components[2].tax.amount = 0.08; components[3].amount.amount = 1.92; components[3].tax.amount = 0.32
      |                                                                                                    | components[4].amount.amount = 1.50

# Chloé wants more carrots than are left, in bags and in sacks: 14.5 kg.
Chloé | POST /v1/carts {"shop": "le-panier", "lines": [{"variant": "$carrots", "quantity": 15}, {"variant": "$sack", "quantity": 4}]} | 201 cart_c := id
Chloé | POST /v1/carts/$cart_c/checkout key=c {"contact": {"name": "Chloé", "email": "chloe@example.org", "language": "en"}, "total": {"amount": "52.78", "currency": "EUR"}, "payment": "cash", "consent": true} | 409 code = out-of-stock; errors.# = 2
      |                                                                                                    | errors[0].left = 29; errors[1].left = 7
Chloé | PUT /v1/carts/$cart_c/lines {"lines": [{"variant": "$carrots", "quantity": 29}]}                   | 200 total.amount = 52.78
Chloé | POST /v1/carts/$cart_c/checkout key=c {"contact": {"name": "Chloé", "email": "chloe@example.org", "language": "en"}, "total": {"amount": "52.78", "currency": "EUR"}, "payment": "cash", "consent": true} | 201
      |                                                                                                    | order_c := id; order_c_ref := reference; total.amount = 52.78; components.# = 3; components[0].amount.amount = 46.40
Bo    | GET /v1/shops/le-panier/offers                                                                     | 200 offers[label=500 g].available = 0; offers[label=2 kg].available = 0; offers[name=Eggs].available = 6
      |                                                                                                    | offers[name=Honey].available = 11; offers[name=Mead].available = null

# Awa pays a part ahead: each part of her order gets its share of it.
Lucie | POST /v1/orders/$order_a/payments key=p1 {"amount": {"amount": "5.00", "currency": "EUR"}, "method": "cash"} | 201 shares.# = 5
      |                                                                                                    | shares[0].amount = 1.78; shares[1].amount = 2.21; shares[2].amount = 0.15; shares[3].amount = 0.30; shares[4].amount = 0.56
Lucie | POST /v1/orders/$order_a/payments key=p1 {"amount": {"amount": "5.00", "currency": "EUR"}, "method": "cash"} | 201 shares[0].amount = 1.78
Marc  | POST /v1/orders/$order_a/payments key=p1 {"amount": {"amount": "1.00", "currency": "EUR"}, "method": "cash"} | 404
Lucie | GET /v1/orders/$order_a                                                                            | 200 outstanding.amount = 8.46; payments.# = 1; allocated[4].amount = 0.56
post  | delivers                                                                                           | 6

# Wednesday evening: orders end, farmers hear what to harvest.
clock | 2026-05-06T18:00:00Z                                                                               | 1
Bo    | GET /v1/shops/le-panier                                                                            | 200 open.# = 0; last.id = $week; last.stage = closed
Bo    | POST /v1/carts {"shop": "le-panier", "cycle": "$week", "lines": [{"variant": "$honey", "quantity": 1}]} | 201 late := id
Bo    | POST /v1/carts/$late/checkout key=late {"contact": {"name": "Bo", "email": "bo@example.org"}, "total": {"amount": "8.00", "currency": "EUR"}, "payment": "cash", "consent": true} | 409 code = cycle-not-open
post  | delivers                                                                                           | 5
Lucie | GET /v1/cycles/$week/harvest-sheets                                                                | 200 # = 2; [0].producer = $val; [0].goods.amount = 67.00; [1].goods.amount = 15.85
      |                                                                                                    | [0].lines[label=500 g].items = 32; [0].lines[label=500 g].quantity.value = 16; [0].lines[label=2 kg].goods.amount = 10.40
Marc  | GET /v1/cycles/$week/harvest-sheets                                                                | 200 # = 1; [0].producer = $val
Awa   | GET /v1/cycles/$week/harvest-sheets                                                                | 404
Lucie | GET /v1/cycles/$week/harvest-sheets.csv                                                            | 200 text = @harvest
Lucie | GET /v1/cycles/$week/packing-list                                                                  | 200 # = 6; [0].customer = Awa Diop; [4].name = Eggs; [4].storage = chilled; [5].items = 29
Lucie | GET /v1/cycles/$week/packing-list?by=product                                                       | 200 # = 6; [0].label = 500 g; [0].customer = Awa Diop; [1].customer = Chloé; [2].label = 2 kg; [5].name = Eggs
Lucie | GET /v1/cycles/$week/packing-list.csv?lang=en                                                      | 200 text = @packing
Marc  | GET /v1/cycles/$week/packing-list                                                                  | 404
Lucie | GET /v1/cycles/$week/orders?limit=2                                                                | 200 items.# = 2; items[0].id = $order_a; items[0].received.amount = 5.00; page := next
Lucie | GET /v1/cycles/$week/orders?limit=2&after=$page                                                    | 200 items.# = 1; items[0].id = $order_c; next = null

# What is due: goods to the farms, the van to the Ferme du Val, the rest to the hub. Awa's 5.00 came in already.
Marc  | GET /v1/enterprises/$val/balance                                                                   | 200 earned.amount = 67.66; payable.amount = 2.34; till.amount = 0.00
Inès  | GET /v1/enterprises/$ruchers/balance                                                               | 200 earned.amount = 13.64; payable.amount = 2.21
Lucie | GET /v1/enterprises/$hub/balance                                                                   | 200 earned.amount = 9.56; payable.amount = 0.45; till.amount = 5.00
Lucie | GET /v1/enterprises/$val/balance                                                                   | 404

# Thursday: people fetch their boxes and pay. Chloé's carrots are not paid for yet.
clock | 2026-05-07T15:00:00Z                                                                               | 0
Lucie | POST /v1/orders/$order_a/payments key=p2 {"amount": {"amount": "8.47", "currency": "EUR"}, "method": "cash"} | 409 code = more-than-owed
Lucie | POST /v1/orders/$order_a/payments key=p2 {"amount": {"amount": "8.46", "currency": "CHF"}, "method": "cash"} | 422 code = wrong-currency
Lucie | POST /v1/orders/$order_a/payments key=p2 {"amount": {"amount": "8.46", "currency": "EUR"}, "method": "cash"} | 201
      |                                                                                                    | shares[0].amount = 3.02; shares[1].amount = 3.74; shares[2].amount = 0.25; shares[3].amount = 0.51; shares[4].amount = 0.94
Lucie | POST /v1/orders/$order_b/payments key=p3 {"amount": {"amount": "29.62", "currency": "EUR"}, "method": "bank-transfer"} | 201
Lucie | POST /v1/orders/$order_b/payments key=p4 {"amount": {"amount": "0.01", "currency": "EUR"}, "method": "cash"} | 409 code = more-than-owed
Awa   | GET /v1/orders/$order_a                                                                            | 200 outstanding.amount = 0.00; payments.# = 2; allocated[1].amount = 5.95
Marc  | GET /v1/enterprises/$val/balance                                                                   | 200 earned.amount = 46.40; payable.amount = 23.60
Inès  | GET /v1/enterprises/$ruchers/balance                                                               | 200 earned.amount = 0.00; payable.amount = 15.85
Lucie | GET /v1/enterprises/$hub/balance                                                                   | 200 earned.amount = 6.38; payable.amount = 3.63; till.amount = 43.08
Awa   | DELETE /v1/sessions/current                                                                        | 204
Awa   | GET /v1/me                                                                                         | 401
"#;

/// Plays the week, and checks what is left of it.
fn play(database: TestDatabase) -> String {
    let market = Marketplace::open_at(database, "2026-05-03T09:00:00Z");
    let texts = [
        ("val", VAL),
        ("ruchers", RUCHERS),
        ("not_hers", NOT_HERS),
        ("harvest", HARVEST),
        ("packing", PACKING),
    ];
    let transcript = Script::at(&market, &texts).play(WEEK);
    check_letters(&market.letters());
    assert_eq!(market.outbox(), (0, 0));
    market.assert_clean();
    transcript
}

fn check_letters(letters: &[Letter]) {
    // Whoever ordered is reminded of the pick-up, too.
    let is_reminder = |letter: &&Letter| {
        ["À retirer", "To pick up"].iter().any(|it| letter.subject.starts_with(it))
    };
    let (reminders, letters): (Vec<&Letter>, Vec<&Letter>) = letters.iter().partition(is_reminder);
    let reminded: Vec<&str> = reminders.iter().map(|letter| letter.to.as_str()).collect();
    assert_eq!(reminded, ["awa@example.org", "bo@example.org", "chloe@example.org"]);
    let to: Vec<&str> = letters.iter().map(|letter| letter.to.as_str()).collect();
    assert_eq!(
        to,
        [
            "awa@example.org",
            "bo@example.org",
            "chloe@example.org",
            "ines@example.org",
            "val@example.org"
        ]
    );
    let [awa, bo, _, ines, val] = letters[..] else { unreachable!("there are five") };
    assert!(awa.subject.starts_with("Votre commande ") && awa.subject.ends_with(" chez Le Panier"));
    for said in ["Bonjour Awa Diop,", "3 × Carrots, 500 g", "5,46 €", "Van", "1,50 €", "13,46 €"]
    {
        assert!(awa.text.contains(said), "{said}: {}", awa.text);
    }
    assert!(awa.text.contains("Jeudi 7 mai 2026, de 17 h 00 à 19 h 30\n12 rue des Lilas"));
    assert!(awa.text.contains("https://market.example.org/orders/"));
    for said in ["Hello Bo,", "2 × Carrots, 2 kg", "€11.38", "€29.62", "bank transfer"] {
        assert!(bo.text.contains(said), "{said}: {}", bo.text);
    }
    for said in ["1 × Honey, 250 g", "250 g", "5,95 €", "750 ml", "15,85 €", "The van calls"] {
        assert!(ines.text.contains(said), "{said}: {}", ines.text);
    }
    for said in ["32 × Carrots, 500 g", "16 kg", "51,20 €", "67,00 €", "Week 19"] {
        assert!(val.text.contains(said), "{said}: {}", val.text);
    }
}

on_both_databases! {
    async fn a_market_week_comes_out_to_the_cent(db: TestDatabase) {
        play(db);
    }
}

#[test]
fn a_market_week_is_the_same_on_both_databases_to_the_byte() {
    if let Some(postgres) = TestDatabase::postgres(module_path!()) {
        let (here, there) = (play(TestDatabase::sqlite()), play(postgres));
        let differ = here.lines().zip(there.lines()).find(|(here, there)| here != there);
        assert_eq!(differ, None);
        assert_eq!(here, there);
    }
}
