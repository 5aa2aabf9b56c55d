//! Images that people send: what they look like afterwards, and what is refused however it is dressed up.

use std::io::Cursor;

use image::{
    DynamicImage, GrayImage, ImageEncoder, ImageFormat, Luma, Rgb, RgbImage,
    codecs::png::PngEncoder,
};
use serde_json::{Value, json};
use sillon_testkit::{
    Answer, Client, LEAF, Marketplace, Program, Shop, TestDatabase, on_both_databases,
};

/// The longest wait, and the most memory, a server may take for what is thrown at it here, in KiB.
const MAX_MEMORY_KIB: u64 = 700 * 1024;

fn open(market: &Marketplace) -> Shop {
    Shop::open(&market.guest(), "Carrots,500,g,,1.60,80\nEggs,6,,egg,2.70,30")
}

fn carrots(shop: &Shop) -> String {
    format!("/v1/products/{}/images", shop.product("Carrots, 500 g"))
}

/// Sends a file as a picture of carrots, whatever it is.
fn send(shop: &Shop, media_type: &str, file: &[u8]) -> Answer {
    shop.farmer.send("POST", &carrots(shop), Some((media_type, file)))
}

/// What the shop shows of carrots.
fn shown(guest: &Client) -> Vec<Value> {
    let offers = guest.get(&format!("/v1/shops/{}/offers", Shop::SLUG)).assert(200);
    let offers = offers["offers"].as_array().unwrap();
    let carrots = offers.iter().find(|offer| offer["name"] == "Carrots").unwrap();
    carrots["images"].as_array().unwrap().clone()
}

fn written(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    image.write_to(&mut Cursor::new(&mut bytes), format).unwrap();
    bytes
}

/// A photo taken lying: 400 × 300, its left edge red.
fn photo() -> DynamicImage {
    let colour = |x: u32, y: u32| match x {
        0..100 => Rgb([210, 30, 30]),
        _ => Rgb([30, 90, u8::try_from((x + y) % 256).unwrap()]),
    };
    DynamicImage::ImageRgb8(RgbImage::from_fn(400, 300, colour))
}

/// The photo as a telephone writes it: held upright (orientation 6: turn by a quarter), with the place it was taken at.
fn telephone_photo() -> Vec<u8> {
    let jpeg = written(&photo(), ImageFormat::Jpeg);
    // TIFF 6.0, little-endian: orientation, and a GPS directory with a latitude reference.
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x02\0".to_vec();
    exif.extend(b"\x12\x01\x03\0\x01\0\0\0\x06\0\0\0");
    exif.extend(b"\x25\x88\x04\0\x01\0\0\0\x26\0\0\0\0\0\0\0");
    exif.extend(b"\x01\0\x01\0\x02\0\0\0\x02\0\0\0N\0\0\0\0\0\0\0GPS 48.173 6.449 SECRET-PLACE");
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    let mut photo = jpeg[..2].to_vec();
    photo.extend([0xff, 0xe1]);
    photo.extend(length);
    photo.extend(exif);
    photo.extend(&jpeg[2..]);
    photo
}

/// A chunk of a PNG with its checksum (ISO/IEC 15948, annex D).
fn chunk(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
    let mut crc = u32::MAX;
    for byte in kind.iter().chain(data) {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    [&length, kind.as_slice(), data, &(!crc).to_be_bytes()].concat()
}

/// A PNG that says it is so large, and holds next to nothing.
fn boast(width: u32, height: u32) -> Vec<u8> {
    let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
    let data = chunk(*b"IDAT", &[0x78, 0x9c, 0x63, 0, 0, 0, 1, 0, 1]);
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(*b"IHDR", &head), data, chunk(*b"IEND", &[])].concat()
}

/// A PNG of nothing but black that is small as a file and large in memory.
fn bomb(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let black = GrayImage::from_pixel(width, height, Luma([0]));
    let encoder = PngEncoder::new_with_quality(
        &mut bytes,
        image::codecs::png::CompressionType::Best,
        image::codecs::png::FilterType::NoFilter,
    );
    encoder.write_image(&black, width, height, image::ExtendedColorType::L8).unwrap();
    bytes
}

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

on_both_databases! {
    async fn pictures_of_a_product_are_shown_in_order(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest) = (open(&market), market.guest());
        assert_eq!(shown(&guest), Vec::<Value>::new());
        let before = guest.get(&format!("/v1/shops/{}/offers", Shop::SLUG));
        let file = written(&photo(), ImageFormat::Jpeg);
        let words = format!("{}?alt=Carrots%20with%20their%20leaves", carrots(&shop));
        let first = shop.farmer.send("POST", &words, Some(("image/jpeg", &file))).assert(201);
        assert_eq!(first["alt"], "Carrots with their leaves");
        let size = |size: &str| (first[size]["width"].as_u64(), first[size]["height"].as_u64());
        assert_eq!(size("thumb"), (Some(240), Some(180)));
        assert_eq!(size("large"), (Some(400), Some(300)), "never made larger than it came");
        let second = send(&shop, "image/png", LEAF).assert(201);
        assert_eq!(shown(&guest), [first.clone(), second.clone()], "shown at once");
        let after = guest.get(&format!("/v1/shops/{}/offers", Shop::SLUG));
        assert_ne!(before.header("etag"), after.header("etag"));

        let turned = json!({"images": [{"id": second["id"], "alt": "A leaf"}, {"id": first["id"]}]});
        let answer = shop.farmer.put(&carrots(&shop), &turned).assert(200);
        assert_eq!(answer["images"], json!(shown(&guest)));
        let words: Vec<Value> = shown(&guest).iter().map(|image| image["alt"].clone()).collect();
        assert_eq!(words, [json!("A leaf"), Value::Null]);
        let listed = shop.farmer.get(&format!("/v1/enterprises/{}/products", shop.farm_id)).assert(200);
        let listed = listed["items"].as_array().unwrap().iter().find(|product| product["name"] == "Carrots").unwrap();
        assert_eq!(listed["images"], json!(shown(&guest)));

        let page = guest.get(&format!("/shops/{}", Shop::SLUG)).text();
        let thumb = second["thumb"]["url"].as_str().unwrap();
        assert!(page.contains(thumb) && page.contains("alt=\"A leaf\""), "{page}");

        let one = json!({"images": [{"id": first["id"]}]});
        shop.farmer.put(&carrots(&shop), &one).assert(200);
        assert_eq!(shown(&guest).len(), 1);
        guest.get(thumb).assert_problem(404, "not-found");
        let twice = json!({"images": [{"id": first["id"]}, {"id": first["id"]}]});
        shop.farmer.put(&carrots(&shop), &twice).assert_fault(422, "invalid-field", "images");
        let gone = json!({"images": [{"id": second["id"]}]});
        shop.farmer.put(&carrots(&shop), &gone).assert_fault(422, "invalid-field", "images");
        assert_eq!(shown(&guest).len(), 1, "what was refused changed nothing");
        market.assert_clean();
    }

    async fn a_product_has_eight_pictures_at_most(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = open(&market);
        for _ in 0..8 {
            send(&shop, "image/png", LEAF).assert(201);
        }
        send(&shop, "image/png", LEAF).assert_problem(409, "too-many-images");
        let ids: Vec<String> = shown(&market.guest()).iter().map(|image| image["id"].to_string()).collect();
        assert_eq!(ids.len(), 8);
        market.assert_clean();
    }

    async fn pictures_sent_at_once_are_all_there_and_no_more_than_eight(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = open(&market);
        let taken = std::thread::scope(|scope| {
            let senders: Vec<_> = (0..12)
                .map(|_| {
                    let farmer = shop.farmer.elsewhere();
                    let path = carrots(&shop);
                    scope.spawn(move || farmer.send("POST", &path, Some(("image/png", LEAF))).status)
                })
                .collect();
            let answers = senders.into_iter().map(|sender| sender.join().unwrap());
            answers.filter(|status| *status == 201).count()
        });
        assert_eq!((taken, shown(&market.guest()).len()), (8, 8));
        market.assert_clean();
    }

    async fn a_picture_is_sent_to_be_kept_for_ever_and_run_by_nobody(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest) = (open(&market), market.guest());
        let image = send(&shop, "image/png", LEAF).assert(201);
        let url = image["large"]["url"].as_str().unwrap();
        let answer = guest.get(url);
        assert_eq!((answer.status, answer.media_type()), (200, "image/jpeg"));
        assert_eq!(answer.header("cache-control"), Some("public, max-age=31536000, immutable"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("content-security-policy"), Some("default-src 'none'"));
        let tag = answer.header("etag").unwrap().to_owned();
        let again = guest.saying("If-None-Match", &format!("W/{tag}")).get(url);
        assert_eq!((again.status, again.body.len()), (304, 0));
        let other = image["thumb"]["url"].as_str().unwrap();
        assert_eq!(guest.saying("If-None-Match", &tag).get(other).status, 200, "another size");
        let id = image["id"].as_str().unwrap();
        guest.get(&format!("/v1/images/{id}/original")).assert_fault(422, "invalid-field", "size");
        guest.get("/v1/images/01a20744-49f3-7698-8402-0166e3a7c66b/thumb").assert_problem(404, "not-found");
        guest.get("/v1/images/7/thumb").assert_problem(404, "not-found");
    }

    async fn a_logo_and_a_banner_are_replaced_and_taken_away(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (shop, guest) = (open(&market), market.guest());
        let profile = format!("/v1/enterprises/{}", shop.hub_id);
        let logo = written(&photo(), ImageFormat::WebP);
        let put = |what: &str, file: &[u8]| {
            shop.hub.send("PUT", &format!("{profile}/images/{what}?alt=Us"), Some(("image/webp", file))).assert(200)
        };
        let (first, banner) = (put("logo", &logo), put("banner", &logo));
        assert_eq!((&first["large"]["width"], &first["large"]["height"]), (&json!(300), &json!(225)));
        assert_eq!((&banner["large"]["width"], &banner["large"]["height"]), (&json!(400), &json!(133)));
        let seen = guest.get(&profile).assert(200);
        assert_eq!((&seen["logo"], &seen["banner"]), (&first, &banner));
        let listed = guest.get("/v1/shops").assert(200);
        assert_eq!(listed["items"][0]["logo"], first);
        assert_eq!(guest.get(&format!("/v1/shops/{}", Shop::SLUG)).assert(200)["banner"], banner);
        let page = guest.get(&format!("/shops/{}", Shop::SLUG)).text();
        assert!(page.contains(first["medium"]["url"].as_str().unwrap()) && page.contains("class=\"banner\""));

        let second = put("logo", &logo);
        assert_ne!(first["id"], second["id"]);
        assert_eq!(guest.get(&profile).assert(200)["logo"], second);
        guest.get(first["thumb"]["url"].as_str().unwrap()).assert_problem(404, "not-found");
        shop.hub.send("DELETE", &format!("{profile}/images/logo"), None).assert(204);
        shop.hub.send("DELETE", &format!("{profile}/images/logo"), None).assert_problem(404, "not-found");
        shop.hub.send("DELETE", &format!("{profile}/images/poster"), None).assert_problem(404, "not-found");
        let seen = guest.get(&profile).assert(200);
        assert_eq!((&seen["logo"], &seen["banner"]), (&Value::Null, &banner));
        market.assert_clean();
    }

    async fn an_upload_repeated_with_its_key_is_one_picture(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = open(&market);
        let farmer = shop.farmer.with_key("carrots");
        let send = |file: &[u8]| farmer.send("POST", &carrots(&shop), Some(("image/png", file)));
        assert_eq!(send(LEAF).assert(201), send(LEAF).assert(201));
        send(&bomb(10, 10)).assert_problem(422, "key-reused");
        assert_eq!(shown(&market.guest()).len(), 1);
    }

    async fn where_and_with_what_a_photo_was_taken_is_gone_and_it_stands_upright(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = open(&market);
        let photo = telephone_photo();
        assert!(holds(&photo, b"SECRET-PLACE"));
        let image = send(&shop, "image/jpeg", &photo).assert(201);
        assert_eq!((&image["large"]["width"], &image["large"]["height"]), (&json!(300), &json!(400)));
        for size in ["thumb", "medium", "large"] {
            let file = market.guest().get(image[size]["url"].as_str().unwrap()).body;
            assert!(!holds(&file, b"SECRET-PLACE") && !holds(&file, b"Exif"), "{size}");
            let upright = image::load_from_memory(&file).unwrap().into_rgb8();
            let [red, _, blue] = upright.get_pixel(upright.width() / 2, 5).0;
            assert!(red > 150 && blue < 100, "what was left is on top: {red} {blue}");
        }
    }

    async fn what_is_no_image_is_refused_whatever_it_says_it_is(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = open(&market);
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
        let php = b"<?php system($_GET['c']); ?>";
        let gif = b"GIF89a\x01\0\x01\0\0\0\0;";
        let page = b"<!doctype html><img src=x onerror=alert(1)>";
        for (media_type, file) in [
            ("image/svg+xml", svg.as_slice()), ("image/png", svg), ("image/jpeg", php), ("image/gif", gif),
            ("image/webp", page), ("image/jpeg", b""), ("image/png", b"\x89PNG"),
        ] {
            let fault = send(&shop, media_type, file).assert_fault(422, "image-format", "body");
            assert!(fault["rule"].as_str().unwrap().contains("JPEG"), "it says what to send");
        }
        assert!(send(&shop, "image/svg+xml", svg).text_at("/detail").contains("an SVG"));
        send(&shop, "text/html", page).assert_problem(415, "media-type");
        shop.farmer.send("POST", &carrots(&shop), None).assert_problem(415, "media-type");
        assert_eq!(shown(&market.guest()).len(), 0);
        market.assert_clean();
    }

    async fn what_hides_in_an_image_is_not_kept(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = open(&market);
        let payload = b"<script>alert(document.domain)</script><?php system('id'); ?>PK\x03\x04";
        let jpeg = written(&photo(), ImageFormat::Jpeg);
        let mut commented = jpeg[..2].to_vec();
        commented.extend([0xff, 0xfe]);
        commented.extend(u16::try_from(payload.len() + 2).unwrap().to_be_bytes());
        commented.extend([payload, &jpeg[2..], payload].concat());
        let text = [b"Comment\0".as_slice(), payload].concat();
        let png = [&LEAF[..33], &chunk(*b"tEXt", &text), &LEAF[33..], payload].concat();
        for file in [&commented, &png] {
            let image = send(&shop, "image/jpeg", file).assert(201);
            for size in ["thumb", "medium", "large"] {
                let kept = market.guest().get(image[size]["url"].as_str().unwrap()).body;
                assert!(!holds(&kept, b"<script") && !holds(&kept, b"<?php") && !holds(&kept, b"PK\x03\x04"));
            }
        }
    }

    async fn what_is_damaged_or_too_large_is_refused(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = open(&market);
        let jpeg = written(&photo(), ImageFormat::Jpeg);
        send(&shop, "image/jpeg", &jpeg[..jpeg.len() / 2]).assert_fault(422, "image-broken", "body");
        send(&shop, "image/jpeg", &jpeg[..jpeg.len() - 2]).assert_problem(422, "image-broken");
        send(&shop, "image/png", &LEAF[..50]).assert_problem(422, "image-broken");
        let fault = send(&shop, "image/png", &boast(8_000, 5_000)).assert_fault(413, "image-too-large", "body");
        assert!(fault["rule"].as_str().unwrap().contains("8000 × 5000"), "{fault}");
        send(&shop, "image/png", &boast(u32::MAX, u32::MAX)).assert_any_problem();
        send(&shop, "image/png", &boast(20_000, 1)).assert_problem(422, "image-broken");
        send(&shop, "image/png", &boast(1, 20_000_000)).assert_problem(413, "image-too-large");
        send(&shop, "image/png", &vec![0; 10 * 1024 * 1024 + 1]).assert_problem(413, "too-large");
        assert_eq!(shown(&market.guest()).len(), 0);
        market.assert_clean();
    }

    async fn a_stranger_s_file_is_not_even_read(db: TestDatabase) {
        let market = Marketplace::open(db);
        let shop = open(&market);
        let stranger = market.person("Zoe");
        // It would be refused as no image, were it looked at.
        stranger.send("POST", &carrots(&shop), Some(("image/png", b"no image"))).assert_problem(404, "not-found");
        market.guest().send("POST", &carrots(&shop), Some(("image/png", b"no image"))).assert_problem(401, "sign-in");
    }
}

#[test]
fn bombs_take_little_memory_and_the_shop_goes_on() {
    let database = TestDatabase::sqlite();
    let mail = tempfile::tempdir().unwrap();
    let path = env!("CARGO_BIN_EXE_sillon-under-test");
    let server = Program::new(path, &database.database, mail.path()).serve();
    let shop = Shop::open(&server.guest(), "Carrots,500,g,,1.60,80");
    let file = bomb(7_000, 6_000);
    assert!(file.len() < 200_000, "42 million pixels are {} bytes", file.len());
    let before = server.peak_memory_kib();
    for _ in 0..20 {
        send(&shop, "image/png", &file).assert_problem(413, "image-too-large");
        send(&shop, "image/png", &boast(30_000, 30_000)).assert_problem(413, "image-too-large");
    }
    if let (Some(before), Some(after)) = (before, server.peak_memory_kib()) {
        // Decoded, it would have taken 42 MB as it is, and more on the way.
        assert!(after < before + 30 * 1024, "{before} KiB before, {after} KiB after");
    }
    // As large as may be, eight at once: they are drawn one after the other.
    let largest = bomb(6_000, 4_000);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            let farmer = shop.farmer.elsewhere();
            let (path, largest) = (carrots(&shop), &largest);
            scope.spawn(move || {
                farmer.send("POST", &path, Some(("image/png", largest))).assert(201)
            });
        }
    });
    if let Some(peak) = server.peak_memory_kib() {
        assert!(peak < MAX_MEMORY_KIB, "{peak} KiB");
    }
    assert_eq!(shown(&server.guest()).len(), 8);
}

#[test]
fn photos_as_telephones_take_them_are_made_small_in_little_memory() {
    let (database, mail) = (TestDatabase::sqlite(), tempfile::tempdir().unwrap());
    let path = env!("CARGO_BIN_EXE_sillon-under-test");
    let server = Program::new(path, &database.database, mail.path()).serve();
    let shop = Shop::open(&server.guest(), "Carrots,500,g,,1.60,80");
    // 24.5 and 50 million pixels: what their usual and their largest settings come to.
    for (width, height) in [(5_712, 4_284), (8_160, 6_120)] {
        let row: Vec<u8> = (0..width)
            .flat_map(|x| if x < width / 2 { [40, 130, 50] } else { [190, 200, 240] })
            .collect();
        let rows = row.repeat(usize::try_from(height).unwrap());
        let field = RgbImage::from_raw(width, height, rows).unwrap();
        let photo = written(&DynamicImage::ImageRgb8(field), ImageFormat::Jpeg);
        assert!(photo.len() < 10 * 1024 * 1024, "{}", photo.len());
        let taken = send(&shop, "image/jpeg", &photo).assert(201);
        assert_eq!(
            (&taken["large"]["width"], &taken["large"]["height"]),
            (&json!(1_200), &json!(900))
        );
        let drawn = server.guest().get(taken["large"]["url"].as_str().unwrap()).body;
        let drawn = image::load_from_memory(&drawn).unwrap().into_rgb8();
        assert!(drawn.get_pixel(100, 100).0[1] > 110 && drawn.get_pixel(1_100, 800).0[2] > 220);
    }
    if let Some(peak) = server.peak_memory_kib() {
        assert!(peak < 180 * 1024, "{peak} KiB");
    }
}
