//! A person orders in a browser: Chromium, driven through `WebDriver` (W3C) by its own chromedriver.
//!
//! Left out, by name, where there is no Chromium. Its screenshots lie in `target/browser`, to be looked at.

mod webdriver;

use sillon_kernel::{Currency, Language, Money};
use sillon_messages::Format as _;
use sillon_testkit::Program;
use webdriver::Browser;

/// A phone held upright, and a window on a desk.
const SIZES: [(&str, u32, u32); 2] = [("phone", 390, 844), ("desk", 1_280, 900)];

#[test]
fn a_person_orders_from_the_shop_page_to_the_confirmation() {
    let Some(driver) = webdriver::Driver::start() else {
        eprintln!(
            "left out: a_person_orders_from_the_shop_page_to_the_confirmation (no Chromium here, or CI)"
        );
        return;
    };
    let (process, shop) = Program::demo(env!("CARGO_BIN_EXE_sillon-under-test"));
    for (name, width, height) in SIZES {
        for language in [Language::Fr, Language::En] {
            let browser = driver.open(width, height);
            let order = order_by_hand(&browser, &shop, language, &format!("{name}-{language}"));
            let placed = process.guest().get(&format!("/v1/orders/{order}")).assert(200);
            let total =
                Money::parse(placed["total"]["amount"].as_str().unwrap(), Currency::EUR).unwrap();
            // WebDriver reads no-break spaces as spaces.
            let page = browser.text("main").replace('\u{a0}', " ");
            assert!(
                page.contains(&language.money(total).replace('\u{a0}', " ")),
                "the page and the API tell one total, {total}: {page}"
            );
            assert!(page.contains(placed["reference"].as_str().unwrap()), "{page}");
        }
    }
}

#[test]
fn a_person_finds_a_shop_by_the_form() {
    let Some(driver) = webdriver::Driver::start() else {
        eprintln!("left out: a_person_finds_a_shop_by_the_form (no Chromium here, or CI)");
        return;
    };
    let (_process, shop) = Program::demo(env!("CARGO_BIN_EXE_sillon-under-test"));
    let (site, slug) = shop.split_once("/shops/").unwrap();
    for (name, width, height) in SIZES {
        let browser = driver.open(width, height);
        browser.go(&format!("{site}/shops?lang=en"));
        browser.screenshot(&format!("{name}-find-shops"));
        browser.fill("#category", 0, "Boats");
        browser.submit("#category");
        browser.arrive("category=Boats");
        assert!(browser.text("main").contains("No shop is as you are looking for"));
        browser.screenshot(&format!("{name}-find-shops-none"));
        browser.click(".notice a");
        browser.click(".shop-card a");
        browser.arrive(&format!("/shops/{slug}"));
    }
}

/// Fills a basket, checks out, and comes to the confirmation; the order's id, and what opens it.
fn order_by_hand(browser: &Browser<'_>, shop: &str, language: Language, picture: &str) -> String {
    browser.go(&format!("{shop}?lang={language}"));
    browser.screenshot(&format!("{picture}-1-shop"));
    for number in 0..3 {
        browser.fill("main input[name^=q_]", number, "2");
    }
    browser.submit("main input[name^=q_]");
    browser.arrive("/carts/");
    browser.screenshot(&format!("{picture}-2-basket"));
    browser.click("button[name=next]");
    browser.arrive("/checkout");
    browser.fill("#name", 0, "Awa Diop");
    browser.fill("#email", 0, "awa@example.org");
    browser.click("#pay-cash");
    browser.click("#consent");
    browser.screenshot(&format!("{picture}-3-checkout"));
    browser.click("form.checkout button[type=submit]");
    let address = browser.arrive("/orders/");
    browser.screenshot(&format!("{picture}-4-confirmation"));
    let (_, order) = address.split_once("/orders/").unwrap();
    order.to_owned()
}
