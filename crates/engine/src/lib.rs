#![doc = include_str!("../README.md")]

mod catalogue;
mod cycles;
mod engine;
mod enterprises;
mod error;
mod events;
mod history;
mod idempotency;
mod ids;
mod intake;
mod lists;
mod log;
mod logistics;
mod orders;
mod outbox;
mod payments;
mod people;
mod take_in;
mod verify;
mod week;

pub use catalogue::assortment::Wanted;
pub use catalogue::compliance::{cycle_compliance, producer_compliance};
pub use catalogue::dietary_filter::DietaryFilter;
pub use catalogue::history::product_history;
pub use catalogue::hub_terms::{
    HubTermsPatch, ListedTerms, StockSource, TermsRefused, all_hub_terms, drop_terms, hub_terms,
    put_all_terms, put_terms, reset_all_terms, reset_terms,
};
pub use catalogue::listed::{
    ChangedSince, ProductWithSizes, listed_product, listed_products, may_see_products,
};
pub use catalogue::part_facts::PartFacts;
pub use catalogue::price_history::{PricesBefore, variant_prices};
pub use catalogue::products::{
    MAX_NEW_SIZES, add_product, clone_product, edit_product, withdraw_product,
};
pub use catalogue::season::InSeason;
pub use catalogue::sellable::{Sellable, SellableSize};
pub use catalogue::supply::{CountSupply, count_supply};
pub use catalogue::tax_zones::{
    MAX_RATES_SAID, SaidZone, TaxZoneNeeded, TaxZoneRefused, forget_tax_zone, say_tax_zone,
    tax_zone_history, tax_zones,
};
pub use catalogue::variants::{NewSize, add_variant, edit_variant, withdraw_variant};
pub use catalogue::vocabulary::{SayTerm, TermSaidRefused, say_term, vocabulary};
pub use cycles::advance::{CycleRun, advance_cycles};
pub use cycles::checklist::{CycleChecklist, cycle_checklist};
pub use cycles::close::{close_cycle, publish_cycle, reopen_cycle};
pub use cycles::copy::{CopyCycle, MAX_DAYS_LATER, copy_cycle};
pub use cycles::directory::{Around, ListedShop, ShopSearch, shops, shops_with_cycles};
pub use cycles::exchanges::{PutExchange, put_exchange};
pub use cycles::exchanges_seen::{SeenCycle, cycle};
pub use cycles::fees::{FeeInUse, add_fee, edit_fee, fees, retire_fee, set_coordinator_fees};
pub use cycles::history::{cycle_history, fee_history, series_history};
pub use cycles::list::{CyclesPage, cycles};
pub use cycles::participations::{
    ParticipationsPage, TermsChanged, answer, end_participation, participations,
};
pub use cycles::plan::{
    CycleEdit, CycleOrdered, MAX_CYCLES_EDITED, PlanCycle, delete_cycle, edit_cycle, edit_cycles,
    plan_cycle,
};
pub use cycles::series::{
    CycleOfSeries, ListedSeries, PlanSeries, SeenSeries, drop_series_part, edit_series, end_series,
    plan_series, put_series_part, series, series_of,
};
pub use cycles::shop_cache::{CachedShop, PriceLists, Rendered};
pub use cycles::shops::{ShopDetails, ShopProfile, shop, shop_details};
pub use cycles::tag_rules::{put_tag_rules, tag_rules};
pub use engine::{Engine, EngineSettings};
pub use enterprises::api_keys::{MadeKey, NewApiKey, api_keys, make_api_key, revoke_api_key};
pub use enterprises::branding::Branding;
pub use enterprises::certificates::{NewCertificate, add_certificate, remove_certificate};
pub use enterprises::found::{Founding, found};
pub use enterprises::grants::{GrantsPage, give_grant, grant_offers, grants, take_back_grant};
pub use enterprises::groups::{
    GroupEdit, GroupPage, NewGroup, edit_group, end_group, found_group, group_page, groups,
    groups_of, join_group, leave_group,
};
pub use enterprises::history::enterprise_history;
pub use enterprises::images::{
    ImagePlace, MAX_PRODUCT_IMAGES, ShownAt, TooManyImages, arrange_images, hide_image, show_image,
};
pub use enterprises::named::producer_called;
pub use enterprises::producers::producers;
pub use enterprises::profile::{
    EnterpriseEdit, EnterprisePage, SlugAvailability, SlugTaken, edit_profile, enterprise_page,
    set_legal_identity, slug_availability,
};
pub use enterprises::shop_keys::{
    NewShopKey, OriginRefused, make_shop_key, revoke_shop_key, shop_keys,
};
pub use error::{Error, Refusal};
pub use events::feed::{FeedPage, FeedRequest};
pub use events::post::WebhookSettings;
pub use events::send::WebhookRun;
pub use events::webhooks::{
    SeenWebhook, SetWebhook, add_webhook, deliveries, remove_webhook, replay_webhook, set_webhook,
    turn_secret, webhook, webhooks,
};
pub use history::HistoryPage;
pub use idempotency::{Answer, KeyReused, OnceKey, run_once};
pub use ids::Ids;
pub use intake::{
    IntakeFull, IntakeLimits, ListPlace, MAX_IMAGES_WAITING, MAX_LISTS_WAITING, Room,
};
pub use lists::export::{ExportRequest, export_list};
pub use lists::outcome::{Imported, MAX_ROWS_AT_ONCE, Preview, Progress};
pub use lists::parts::{ListToImport, RestOfList, preview_rows};
pub use lists::seed_shop::{SeededShop, ShopToSeed, seed_shop};
pub use logistics::hand_over::{
    MAX_HAND_OVER_METHODS, TooManyMethods, add_hand_over, edit_hand_over, hand_over_history,
    hand_overs, retire_hand_over,
};
pub use logistics::returns::{TakenBack, take_back};
pub use logistics::sheets::{
    Harvest, LineToHandOut, OrderToHandOut, delivery_list, hand_over_list, harvest_sheets,
    packing_list,
};
pub use logistics::tick::{NotInOrder, TickWish, tick};
pub use orders::ask_change::{OrderDelta, OrderWish, change_order, look_at_change};
pub use orders::cart_access::CartClosed;
pub use orders::cart_contents::CartContents;
pub use orders::carts::{can_fill, change_cart, choose_hand_over, fill_cart};
pub use orders::customers::{add_customer, customer, customers, edit_customer, forget_customer};
pub use orders::for_customer::{customer_to_order_for, open_cart_for};
pub use orders::listed::{
    OrderSearch, OrderStanding, find_orders, orders_of_cycle, sales_by_partner,
};
pub use orders::mine::{join_my_guest_orders, my_orders, orders_of_customer};
pub use orders::move_lines::{MoveRefused, MoveWish, MovedLines, look_at_move, move_lines};
pub use orders::open_carts::{OpenCart, open_cart};
pub use orders::see::{OrderWithPayments, order, shop_of};
pub use orders::share_shortage::{
    SharedShortage, ShortOrder, ShortageWish, look_at_shortage, share_shortage,
};
pub use orders::use_vouchers::use_vouchers;
pub use orders::vouchers::{
    CodeTaken, MAX_VOUCHERS_IN_USE, TooManyVouchers, add_voucher, edit_voucher, retire_voucher,
    vouchers,
};
pub use orders::weigh::{
    MAX_WEIGHTS, Weighed, WeighedLine, WeighedOrder, WeightWish, lines_to_weigh, look_at_weights,
    weigh,
};
pub use outbox::see::{
    SeenLetter, confirm_order_again, failed_letters, letters_of_cycle, letters_of_order,
    send_letter_again,
};
pub use outbox::send::{MailRun, MailStop, StopMail};
pub use payments::balances::{EnterpriseBalance, balance};
pub use payments::bank_account::set_bank_account;
pub use payments::payouts::{
    NewPayout, pay_out, payables, payouts, received_payouts, reverse_payout,
};
pub use payments::record::{RecordedPayment, record_payment};
pub use payments::repay::{PaidBack, Repay, repay};
pub use payments::reverse::{reverse_payment, reverse_repayment};
pub use payments::statement::{StatementWish, statement};
pub use people::accept_invitation::{
    Acceptance, Accepted, InvitationSeen, NewAccount, see_invitation,
};
pub use people::account_rules::{AccountRules, AskLimits};
pub use people::administrators::appoint_administrator;
pub use people::change_password::{PasswordChange, WrongPassword};
pub use people::erase::{EraseRefused, Erased, OwnedAlone, erase_person};
pub use people::export::{PersonalData, export_me, export_person};
pub use people::forget_ended::forget_ended;
pub use people::invite::{NewInvitation, invitations, invite, withdraw_invitation};
pub use people::members::{ask_member, members, remove_member};
pub use people::my_invitations::{
    MyInvitation, accept_my_invitation, my_invitations, refuse_my_invitation,
};
pub use people::notices::{
    MAX_FOLLOWED, NoticeRefused, NoticesWanted, StopLetters, choose_notices, follow_shop,
    my_notices, stop_letters, unfollow_shop,
};
pub use people::open_id::OpenIdSettings;
pub use people::open_id_sign_in::{
    BegunSignIn, NoProvider, NotBegun, OPEN_ID_CALLBACK, OtherSubject,
};
pub use people::profile::{OwnAccountPatch, change_profile, own_account};
pub use people::retention::Forgotten;
pub use people::sessions::{end_other_sessions, end_session, sessions};
pub use people::sign_in::{SignIn, SignInRefused, SignedIn};
pub use people::sign_up::{SignUp, SignUpRefused, ask_to_confirm};
pub use sillon_store::{
    ChangeKey, ChangedBy, CustomerFilter, CycleFailure, CycleFilter, CycleKey, EnterpriseBrief,
    EnterpriseHistory, ErasedRows, GivenGrant, GroupEntry, GroupMember, LineToWeigh, LogKind,
    LoggedChange, NamedMethod, OrderSummary, ParticipationKey, PartnerSales, Payable,
    PaymentRecord, PayoutRecord, PersonalRows, PriceSpan, PricedBy, ProducerEntry, ProductFilter,
    RepaymentRecord, ReturnRecord, StandingFilter, StoredRules, Tx, WeighedAfter,
};
pub use verify::{Verified, verify};
pub use week::copy::{CopiedWeek, CopyWeek, copy_week_of};
pub use week::grid::put_week_rows;
pub use week::page::{WeekDone, WeekPage, WeekSession, week_page, week_text};
pub use week::text::{ListedWeek, WeekList, apply_week_list, preview_week_list};
