# Uketori: messages of the API, Tagalog.
# Draft: no native speaker has read this file yet.
# Keys and variables are the same in all eight languages.

## Answers to forms and operations (ErrorCode)

error-required = Kailangan ang impormasyong ito. Mangyaring ilagay o piliin.
error-invalid-format = Hindi tama ang anyo ng inilagay. Mangyaring suriin ito.
# $min (number): the smallest number of characters
error-too-short = Mangyaring maglagay ng hindi bababa sa { $min } na karakter.
# $max (number): the largest number of characters
error-too-long = Mangyaring maglagay ng hindi hihigit sa { $max } na karakter.
error-confirmation-mismatch = Hindi magkatugma ang dalawang inilagay. Mangyaring ilagay ang parehong teksto.
error-not-in-list = Mangyaring pumili.
error-password-needs-uppercase = Kailangan ng password ng kahit isang malaking titik (A-Z).
error-password-needs-lowercase = Kailangan ng password ng kahit isang maliit na titik (a-z).
error-password-needs-number = Kailangan ng password ng kahit isang numero (0-9).
# $symbols (string): the symbols allowed, separated by spaces
error-password-needs-symbol = Kailangan ng password ng kahit isa sa mga simbolong ito: { $symbols }
error-password-character-not-allowed = May karakter sa password na hindi maaaring gamitin. Malalaking titik, maliliit na titik, numero at ang mga simbolong ito lamang ang maaaring gamitin: $ % & = @ _ # * + - ? !
error-password-too-common = Madaling hulaan ang password na ito. Mangyaring pumili ng iba.
error-password-contains-personal-data = Hindi dapat laman ng password ang inyong pangalan, user ID, email address o numero ng telepono. Mangyaring pumili ng iba.
error-terms-not-agreed = Mangyaring basahin at sang-ayunan ang mga tuntunin sa paggamit.
error-terms-outdated = Nagbago ang mga tuntunin sa paggamit. Mangyaring basahin at sang-ayunan ang bagong bersyon.
error-link-unknown = Hindi wasto ang link na ito. Mangyaring tiyakin na nabuksan ang buong address na nasa email.
error-link-expired = Lampas na sa takdang oras ang link na ito. Mangyaring magsimulang muli sa paglalagay ng inyong email address.
error-link-used = Nagamit na ang link na ito.
error-link-replaced = Hindi na wasto ang link na ito dahil may mas bagong email na naipadala. Mangyaring buksan ang link sa pinakabagong email.
error-step-unknown = Hindi wasto ang operasyong ito. Walang nabago. Mangyaring magsimulang muli sa screen ng paglalagay ng datos.
error-step-expired = Masyado nang matagal mula nang kumpirmahin ninyo ang inilagay. Walang nabago. Mangyaring kumpirmahin itong muli.
error-step-used = Nagawa na ang operasyong ito. Hindi na kailangang ulitin.
error-idempotency-key-reused = Nagamit na ang parehong request key sa ibang nilalaman. Mangyaring buksan muli ang screen at subukang muli.
error-not-available = Hindi magagamit ng inyong account ang operasyong ito.
error-invalid-credentials = Hindi makumpirma ang user ID at password na ito. Mangyaring suriin ang dalawa at subukang muli. Kapag limang sunod-sunod na mali ang password, mala-lock ang account nang 24 na oras. Kapag ni-reset ang password, agad na aalisin ang pagkaka-lock.
error-rate-limited = Masyadong maraming pagsubok sa maikling panahon. Mangyaring maghintay sandali at subukang muli.
error-overloaded = Maraming gumagamit ng sistema sa ngayon. Mangyaring maghintay sandali at subukang muli.
error-not-logged-in = Mangyaring mag-log in.
error-session-expired = Natapos na ang inyong pagkaka-log in. Awtomatikong nag-lo-log out ang sistema kapag walang kilos nang mahigit tatlong oras. Mangyaring mag-log in muli.
error-absolute-limit = Naabot na ang pinakamahabang oras ng pagkaka-log in at hindi na ito mapapahaba. Mangyaring mag-log in muli.
error-session-open = Hindi maitatakda ang password habang bukas ang Online na Sistema ng Aplikasyon sa Paninirahan. Mangyaring mag-log out, isara ang lahat ng window ng sistema, at buksan muli ang link sa email. Magagamit pa rin ang link.
error-reauthentication-required = Para sa kaligtasan ng inyong account, mangyaring ilagay ang kasalukuyang password.
error-not-found = Walang nahanap. Mangyaring suriin ang inilagay.
error-cancelled = Kinansela ng Panrehiyong Kawanihan ng Imigrasyon ang Certificate of Eligibility na ito, kaya hindi mairerehistro ang pagtanggap nito.

## Requests that could not be carried out (extensions.code)

request-graphql-parse-failed = May mali sa syntax ng request.
request-graphql-validation-failed = Hindi tugma sa schema ang request.
request-bad-user-input = Hindi wasto ang mga halaga ng variable ng request.
request-operation-resolution-failure = Hindi matukoy ang operasyong gagawin. Mangyaring suriin ang pangalan ng operasyon.
request-bad-request = Hindi tama ang anyo ng request.
request-persisted-query-not-found = Hindi nakaimbak ang hinihinging query.
request-query-too-deep = Masyadong malalim ang query.
request-query-too-complex = Masyadong kumplikado ang query.
request-document-too-large = Masyadong malaki ang request.
request-rate-limited = Masyadong maraming request. Mangyaring maghintay sandali at subukang muli.
request-forbidden = Hindi pinahihintulutan ang operasyong ito.
request-unauthenticated = Hindi wasto ang datos ng pagpapatunay. Mangyaring mag-log in muli.
request-overloaded = Maraming gumagamit ng sistema sa ngayon. Mangyaring maghintay sandali at subukang muli.
request-service-unavailable = Hindi magagamit ang sistema sa ngayon. Mangyaring maghintay sandali at subukang muli.
request-internal-server-error = Nagkaroon ng problema sa sistema. Mangyaring maghintay sandali at subukang muli.

## What a field expects (message of INVALID_FORMAT when the field is known)

hint-email = Ilagay ang email address gamit ang mga titik na Ingles, numero at simbolo, hanggang 60 karakter. Halimbawa: user@example.com
hint-name = Ilagay ang pangalan sa malalaking titik na Ingles, hanggang 104 karakter, na may isang puwang sa pagitan ng mga salita. Halimbawa: HOUMU TARO
hint-phone-number = Ilagay ang numero ng telepono gaya ng pagtawag sa loob ng Japan, 9 hanggang 12 numero. Halimbawa: 0312345678
hint-password = Maglagay ng password na 10 hanggang 20 karakter, na may kahit isang malaking titik, isang maliit na titik, isang numero at isa sa mga simbolong ito: $ % & = @ _ # * + - ? !
hint-street = Ilagay ang pangalan ng distrito at numero ng bahay sa full-width na karakter (karakter na Hapones), hanggang 80 karakter. May mga karakter, gaya ng emoji, na hindi maaaring gamitin. Halimbawa: １－１－１　緑ヶ関ハイツ２０２号
hint-postal-code = Ilagay ang postal code gamit ang pitong karaniwang numero. Halimbawa: 100-0001
hint-birth-date = Ilagay ang totoong petsa na nakalipas na, ayon sa taon, buwan at araw. Halimbawa: 2000-01-01
hint-user-id = Ilagay ang user ID nang eksakto gaya ng nasa email, gamit ang mga titik at numero. Halimbawa: hdlpf38617

## User types

user-type-foreign-national-label = Dayuhan (aplikante)
user-type-foreign-national-guide = Mga dayuhang nag-aaplay para sa sarili
user-type-legal-representative-label = Legal na kinatawan
user-type-legal-representative-guide = Mga kapamilya o legal na kinatawan
user-type-legal-specialist-label = Abogado / gyosei shoshi
user-type-legal-specialist-guide = Mga abogado o gyosei shoshi (espesyalista sa mga prosesong administratibo)
user-type-organization-staff-label = Empleyado ng institusyon na kinabibilangan
user-type-organization-staff-guide = Mga empleyado ng institusyon na kinabibilangan, ng organisasyon na kinabibilangan ng specified skilled worker, ng rehistradong organisasyong sumusuporta, at ng institusyong nagtuturo ng wikang Hapon
user-type-counter-applicant-label = Aplikante (sa counter) para sa elektronikong Certificate of Eligibility
user-type-counter-applicant-guide = Mga nag-aaplay ng Certificate of Eligibility sa counter ng Panrehiyong Kawanihan ng Imigrasyon at nais itong matanggap sa email (mangyaring magparehistro sa screen na “Pagpaparehistro ng impormasyon ng gumagamit”)

## Status of the registration of receipt

receipt-status-not-registered = Hindi pa nairehistro ang pagtanggap
receipt-status-registered = Nairehistro na ang pagtanggap
receipt-status-cancelled = Kinansela ng Panrehiyong Kawanihan ng Imigrasyon

## Answers to officers (ErrorCode of officer.graphql)

officer-error-invalid-credentials = Hindi matanggap ang pangalan, password at code na ito. Pakisuri at subukang muli. Isang beses lamang magagamit ang bawat code. Pagkatapos ng limang sunod-sunod na mali, naka-lock nang 24 na oras.
officer-error-enrolment-code-invalid = Hindi gumagana ang code ng pagpapatala na ito. Humingi ng bago sa administrator.
officer-error-totp-code-wrong = Hindi tama ang code. Pakisuri ang oras ng iyong telepono at ang code na ipinapakita nito.
officer-error-second-officer-required = Ibang opisyal ang dapat gumawa nito.
officer-error-role-already-there = Hawak na ng opisyal ang tungkuling ito, o naimungkahi na ito.
officer-error-account-closed = Sarado na ang account na ito.
officer-error-changed-meanwhile = Nabago ang nilalaman pagkatapos mong buksan ang screen. Walang naitala. Pakitingnan muli at ulitin ang iyong inilagay kung kailangan pa.
officer-error-already-paused = Nakahinto na ang mga email ng uring ito. Mananatili ang naunang paghinto at ang dahilan nito.
officer-error-mail-state-unsuitable = Hindi ito magagawa sa kalagayan ng email: ipinapadala pa, naipadala na, o tapos na. Pakitingnan muli.
officer-error-mail-no-longer-wanted = Hindi na kailangan ang email na ito: wala nang bisa ang link nito, sarado na ang account, kanselado na ang sertipiko, o oras na ng susunod na paalala.
officer-error-second-copy-possible = Maaaring dumating na ang email na ito. Ipadala lamang muli kung walang masama sa ikalawang kopya, at kumpirmahin iyon.
officer-error-address-suppressed = Bumalik ang mga email sa address na ito, kaya hindi ipinapadala roon ang uring ito. Itama muna ang address o alisin ang pagharang.
officer-error-mail-warns-owner = Ipinaaalam ng email na ito sa may-ari ng account ang ginawa rito, kaya hindi ito maaaring itigil habang naghihintay.
