# Uketori: messages of the API, Tagalog.
# Draft: no native speaker has read this file yet.
# All texts read against English and Japanese by a second reader, 2026-11; not yet by a native speaker.
# Keys and variables are the same in all eight languages.

## Answers to forms and operations (ErrorCode)

error-required = Kailangan ang impormasyong ito. Mangyaring ilagay o piliin.
error-invalid-format = Hindi tama ang format ng inilagay. Mangyaring suriin ito.
# $min (number): the smallest number of characters
error-too-short = Mangyaring maglagay ng hindi bababa sa { $min } na karakter.
# $max (number): the largest number of characters
error-too-long = Mangyaring maglagay ng hindi hihigit sa { $max } na karakter.
error-confirmation-mismatch = Hindi magkatugma ang dalawang inilagay. Mangyaring ilagay ang parehong teksto sa dalawang kahon.
error-not-in-list = Mangyaring pumili.
error-date-in-future = Nasa hinaharap pa ang petsang ito. Mangyaring ilagay ang petsa ngayon (oras sa Japan) o mas naunang petsa.
error-password-needs-uppercase = Dapat may kahit isang malaking letra (A-Z) ang password.
error-password-needs-lowercase = Dapat may kahit isang maliit na letra (a-z) ang password.
error-password-needs-number = Dapat may kahit isang numero (0-9) ang password.
# $symbols (string): the symbols allowed, separated by spaces
error-password-needs-symbol = Dapat may kahit isa sa mga simbolong ito ang password: { $symbols }
error-password-character-not-allowed = May karakter sa password na hindi maaaring gamitin. Malalaking letra, maliliit na letra, numero at ang mga simbolong ito lamang ang maaaring gamitin: $ % & = @ _ # * + - ? !
error-password-too-common = Madaling hulaan ang password na ito. Mangyaring pumili ng iba.
error-password-contains-personal-data = Hindi dapat maglaman ang password ng personal na impormasyon gaya ng inyong pangalan, user ID, email address o numero ng telepono. Mangyaring pumili ng iba.
error-terms-not-agreed = Mangyaring basahin at sang-ayunan ang mga tuntunin sa paggamit.
error-terms-outdated = Nagbago ang mga tuntunin sa paggamit. Mangyaring basahin at sang-ayunan ang bagong bersyon.
error-link-unknown = Hindi wasto ang link na ito. Mangyaring tiyakin na nabuksan ang buong address na nasa email.
error-link-expired = Lumipas na ang bisa ng link na ito. Mangyaring tingnan sa email na may link na ito kung ano ang susunod na gagawin. Kung hindi ito nakasulat doon, mangyaring makipag-ugnayan sa System Help Desk.
error-link-used = Nagamit na ang link na ito.
error-link-replaced = Hindi na wasto ang link na ito dahil may mas bagong email na naipadala. Mangyaring buksan ang link sa pinakabagong email.
error-link-revoked = Hindi na wasto ang link na ito dahil may binago sa inyong account matapos ipadala ang email na ito, halimbawa ang password o email address. Walang mas bagong email na naipadala. Mangyaring mag-log in. Kung nakalimutan ninyo ang password, i-reset ito sa login screen. Kung hindi kayo ang nagbago, mangyaring makipag-ugnayan sa System Help Desk.
error-step-unknown = Hindi wasto ang operasyong ito. Walang nabago. Mangyaring magsimulang muli sa screen ng paglalagay ng datos.
error-step-expired = Masyado nang matagal mula nang kumpirmahin ninyo ang inilagay, kaya hindi na maitutuloy ang operasyon. Walang nabago. Mangyaring kumpirmahin muli ang inilagay.
error-step-used = Nagawa na ang operasyong ito. Hindi na kailangang ulitin.
error-idempotency-key-reused = Nagamit na ang parehong request key para sa ibang nilalaman. Mangyaring buksan muli ang screen at subukang muli.
error-not-available = Hindi magagamit sa inyong account ang operasyong ito.
error-email-unchanged = Ito na ang nakarehistrong email address ninyo. Kung nais itong baguhin, mangyaring maglagay ng ibang address.
error-invalid-credentials = Hindi makumpirma ang user ID at password na ito. Mangyaring suriin ang dalawa at subukang muli. Kapag limang beses na sunod-sunod na mali ang password, mala-lock ang account nang 24 na oras. Kapag ni-reset ang password, agad na aalisin ang pagkaka-lock.
error-current-password-wrong = Hindi ito ang inyong kasalukuyang password. Mangyaring suriin at ilagay itong muli. Kapag limang beses na sunod-sunod na mali ang password, mala-lock ang account nang 24 na oras. Kapag ni-reset ang password, agad na aalisin ang pagkaka-lock.
error-rate-limited = Masyadong maraming beses na sinubukan sa loob ng maikling panahon. Mangyaring maghintay sandali at subukang muli.
error-overloaded = Maraming gumagamit ng sistema sa ngayon. Mangyaring maghintay sandali at subukang muli.
error-not-logged-in = Mangyaring mag-log in.
error-session-expired = Natapos na ang inyong pagkaka-log in. Mangyaring mag-log in muli.
error-session-expired-idle = Awtomatiko kayong na-log out dahil wala kayong ginawa nang mahigit tatlong oras. Mangyaring mag-log in muli.
error-session-expired-absolute-limit = Awtomatiko kayong na-log out dahil naabot na ang pinakamahabang oras ng pagkaka-log in. Mangyaring mag-log in muli.
error-session-expired-logged-out = Nag-log out na kayo. Para magpatuloy, mangyaring mag-log in muli.
error-session-expired-ended-elsewhere = Na-log out kayo dahil tinapos ang pagkaka-log in na ito mula sa ibang device o ng Panrehiyong Kawanihan ng Imigrasyon, o dahil masyadong maraming naka-log in nang sabay-sabay. Mangyaring mag-log in muli. Kung hindi kayo ang gumawa nito, i-reset ang password.
error-session-expired-password-changed = Na-log out kayo dahil pinalitan ang inyong password. Mangyaring mag-log in gamit ang bagong password. Kung hindi kayo ang nagpalit, i-reset ang password at makipag-ugnayan sa System Help Desk.
error-session-expired-email-changed = Na-log out kayo dahil pinalitan ang inyong nakarehistrong email address, o binawi ang pagpapalit nito. Mangyaring mag-log in muli. Kung hindi kayo ang gumawa nito, mangyaring makipag-ugnayan sa System Help Desk.
error-absolute-limit = Naabot na ang pinakamahabang oras ng pagkaka-log in at hindi na ito mapapahaba. Mangyaring mag-log in muli.
error-session-open = Hindi maitatakda ang password habang bukas ang Online na Sistema ng Aplikasyon sa Paninirahan. Mangyaring mag-log out, isara ang lahat ng window ng sistema, at buksan muli ang link sa email. Magagamit pa rin ang link.
error-reauthentication-required = Para maprotektahan ang inyong account, mangyaring ilagay ang kasalukuyang password.
error-not-found = Walang nahanap. Mangyaring suriin ang inilagay.
error-cancelled = Kinansela ng Panrehiyong Kawanihan ng Imigrasyon ang Certificate of Eligibility na ito, kaya hindi mairerehistro ang pagtanggap nito.

## Requests that could not be carried out (extensions.code)

request-graphql-parse-failed = May mali sa syntax ng request.
request-graphql-validation-failed = Hindi tugma sa schema ang request.
request-bad-user-input = Hindi wasto ang mga value ng mga variable ng request.
request-operation-resolution-failure = Hindi matukoy ang operasyong gagawin. Mangyaring suriin ang pangalan ng operasyon.
request-bad-request = Hindi tama ang format ng request.
request-persisted-query-not-found = Hindi nakaimbak ang hinihinging query.
# Programs compare this text. It is the same in every language.
request-persisted-query-not-supported = PersistedQueryNotSupported
request-query-too-deep = Masyadong malalim ang query.
request-query-too-complex = Masyadong kumplikado ang query.
request-document-too-large = Masyadong malaki ang request.
request-rate-limited = Masyadong maraming request. Mangyaring maghintay sandali at subukang muli.
request-forbidden = Hindi pinahihintulutan ang operasyong ito.
request-unauthenticated = Hindi wasto ang datos para sa authentication. Mangyaring mag-log in muli.
request-overloaded = Maraming gumagamit ng sistema sa ngayon. Mangyaring maghintay sandali at subukang muli.
request-service-unavailable = Hindi magagamit ang sistema sa ngayon. Mangyaring maghintay sandali at subukang muli.
request-internal-server-error = Nagkaroon ng problema sa sistema. Mangyaring maghintay sandali at subukang muli.

## What a field expects (message of INVALID_FORMAT when the field is known)

hint-email = Ilagay ang email address gamit ang half-width na letrang Ingles, numero at simbolo, hanggang 60 karakter. Halimbawa: user@example.com
hint-name = Ilagay ang pangalan sa half-width na malalaking letrang Ingles, hanggang 104 karakter, na may isang espasyo sa pagitan ng mga salita. Halimbawa: HOUMU TARO
hint-phone-number = Ilagay ang numero ng telepono gaya ng pagtawag sa loob ng Japan, gamit ang 9 hanggang 12 half-width na digit. Halimbawa: 0312345678
hint-password = Maglagay ng password na 10 hanggang 20 karakter, na may kahit isang malaking letra, isang maliit na letra, isang numero at isa sa mga simbolong ito: $ % & = @ _ # * + - ? !
hint-street = Ilagay ang pangalan ng distrito at numero ng bahay sa full-width na karakter (karakter na Hapones), hanggang 80 karakter. May mga karakter, gaya ng emoji, na hindi maaaring gamitin. Halimbawa: １－１－１　緑ヶ関ハイツ２０２号
hint-postal-code = Ilagay ang postal code gamit ang pitong half-width na digit. Halimbawa: 100-0001
hint-birth-date = Maglagay ng totoong petsa na nakalipas na, sa ayos na taon, buwan, araw. Halimbawa: 2000-01-01
hint-user-id = Ilagay ang user ID nang eksakto gaya ng nasa email, gamit ang half-width na mga letra at numero. Halimbawa: hdlpf38617

## Names of fields (UserError.fieldLabel)

field-user-id = User ID
field-type = Uri ng gumagamit
field-name = Pangalan (sa letrang Ingles)
field-sex = Kasarian
field-birth-date = Petsa ng kapanganakan
field-postal-code = Postal code
field-municipality-code = Tirahan sa Japan (prepektura, munisipalidad)
field-street = Tirahan sa Japan (distrito, numero ng bahay)
field-phone-number = Numero ng telepono
field-email = Email address
field-email-confirmation = Email address (kumpirmasyon)
field-password = Password
field-password-confirmation = Password (kumpirmasyon)
field-current-password = Kasalukuyang password
field-agreed-terms-version = Pagsang-ayon sa mga tuntunin sa paggamit
field-language = Wika
field-color-scheme = Ayos ng kulay
field-certificate-number = Numero ng sertipiko
field-token = Link sa email
field-step-token = Kumpirmasyon ng inilagay
field-id = Device na naka-log in
field-idempotency-key = Key ng kahilingan

## Names of fields of the officers' forms (UserError.fieldLabel)

field-officer-name = Pangalan ng opisyal
field-officer-id = Opisyal
field-role = Tungkulin
field-totp-code = Minsanang code
field-recovery-code = Code sa pagbawi
field-second-factor = Minsanang code o code sa pagbawi
field-enrolment-code = Code ng pagpapatala
field-proposal-id = Mungkahi
field-certificates = Mga sertipiko
field-holder-name = Pangalan ng may-hawak
field-nationality = Nasyonalidad/Rehiyon
field-status-of-residence = Istado ng paninirahan
field-period-of-stay = Panahon ng pananatili
field-issued-on = Petsa ng pag-isyu
field-issuing-bureau = Panrehiyong Kawanihan ng Imigrasyon na nag-isyu
field-application-number = Numero ng aplikasyon
field-reason = Dahilan
field-notice = Paunawa
field-from = Simula
field-until = Katapusan
field-texts = Mga teksto ng paunawa
field-title = Pamagat
field-body = Nilalaman
field-expected-version = Bersiyong na-load
field-ids = Mga email
field-kind = Uri ng email

## Notices of an account (AccountNoticeCode)

# $number (string): the number of the certificate
notice-certificate-not-delivered = Hindi naihatid sa email address ninyo ang email na may Certificate of Eligibility na { $number }. Mangyaring tingnan ang nakarehistrong email address ninyo, at palitan ito kung mali o hindi na ginagamit. Pagkatapos, mangyaring makipag-ugnayan sa System Help Desk at hilinging ipadalang muli ang certificate.

## What happened to an account (ActivityAction)

activity-account-registered = Nairehistro ang account
activity-account-imported = Inilipat ang account mula sa ibang sistema
activity-first-password-set = Itinakda ang unang password
activity-logged-in = Nag-log in
activity-login-refused = Tinanggihan ang pag-log in
activity-account-locked = Na-lock ang account dahil limang beses na sunod-sunod na mali ang password
activity-device-locked = Na-lock ang pag-log in sa isang browser o app dahil limang beses na sunod-sunod na mali ang password
activity-logged-out = Nag-log out
activity-session-ended = Tinapos ang isang pagkaka-log in
activity-other-sessions-ended = Tinapos ang lahat ng iba pang pagkaka-log in
activity-reauthenticated = Kinumpirma ang password
activity-reauthentication-refused = Tinanggihan ang pagkumpirma ng password
activity-password-reset-requested = Hiniling ang pag-reset ng password
activity-password-reset = Ni-reset ang password
activity-password-changed = Pinalitan ang password
activity-email-change-started = Sinimulan ang pagpapalit ng email address
activity-email-change-withdrawn = Binawi ang pagpapalit ng email address
activity-email-changed = Pinalitan ang email address
activity-change-disavowed = Binawi ang pagbabago gamit ang link na "Hindi ako ang gumawa nito"
activity-contact-details-changed = Binago ang impormasyon sa pakikipag-ugnayan
activity-preferences-changed = Pinalitan ang wika o kulay
activity-data-exported = In-export ang data ng account
activity-account-closed = Isinara ang account
activity-certificate-issued = Ibinigay ang Certificate of Eligibility
activity-certificate-resent = Ipinadalang muli ang Certificate of Eligibility
activity-certificate-cancelled = Kinansela ng Panrehiyong Kawanihan ng Imigrasyon ang Certificate of Eligibility
activity-receipt-registered = Nairehistro ang pagtanggap ng Certificate of Eligibility
activity-certificate-checked = May sumuri sa naka-print na Certificate of Eligibility
activity-account-read = Tiningnan ng Panrehiyong Kawanihan ng Imigrasyon ang account
activity-account-unlocked = Inalis ng Panrehiyong Kawanihan ng Imigrasyon ang pagkaka-lock ng account
activity-account-sessions-ended = Tinapos ng Panrehiyong Kawanihan ng Imigrasyon ang mga pagkaka-log in
activity-account-corrected = Itinama ng Panrehiyong Kawanihan ng Imigrasyon ang impormasyon ng gumagamit
activity-mails-read = Tiningnan ng Panrehiyong Kawanihan ng Imigrasyon ang pagpapadala ng mga email
activity-mail-resent = Ipinadalang muli ng Panrehiyong Kawanihan ng Imigrasyon ang isang email
activity-mail-dropped = Kinansela ng Panrehiyong Kawanihan ng Imigrasyon ang pagpapadala ng isang email
activity-suppression-lifted = Inalis ng Panrehiyong Kawanihan ng Imigrasyon ang pagharang ng mga email sa email address
activity-audit-read = Tiningnan ng Panrehiyong Kawanihan ng Imigrasyon ang mga tala ng account
activity-password-withdrawn = Inalis ang password para sa kaligtasan dahil ibinalik ang sistema mula sa backup
activity-other = Iba pang operasyon
# An operation that was refused. $label (string): the operation, one of the texts above
activity-refused = { $label } (tinanggihan)

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

receipt-status-not-registered = Hindi pa nairerehistro ang pagtanggap
receipt-status-registered = Nairehistro na ang pagtanggap
receipt-status-cancelled = Kinansela ng Panrehiyong Kawanihan ng Imigrasyon

## The public check of a certificate

certificate-check-valid = Ibinigay ng Panrehiyong Kawanihan ng Imigrasyon ang sertipikong ito at may bisa ito. Hindi pa nairerehistro ang pagtanggap nito.
certificate-check-registered = Ibinigay ng Panrehiyong Kawanihan ng Imigrasyon ang sertipikong ito at may bisa ito. Nairehistro na ang pagtanggap nito.
certificate-check-cancelled = Kinansela ng Panrehiyong Kawanihan ng Imigrasyon ang sertipikong ito. Hindi na ito magagamit.
certificate-check-past-validity = Ibinigay ng Panrehiyong Kawanihan ng Imigrasyon ang sertipikong ito, ngunit lumipas na ang tatlong buwang bisa nito.
certificate-check-not-found = Walang sertipiko na may ganitong numero at code. Mangyaring ihambing ang mga ito sa nakasulat sa sertipiko.

## The top page's footer, and what stands around every page

site-title = Online na Sistema ng Aplikasyon sa Paninirahan at Electronic Notification System
# $hours (string): the hours on weekdays, e.g. 9:00-17:00
site-help-desk-hours = Mga karaniwang araw { $hours } (maliban sa katapusan ng taon at Bagong Taon). Tumatanggap ng email nang 24 na oras bawat araw, 365 araw bawat taon.
site-procedure-contact = Para sa mga tanong tungkol sa mga proseso, mangyaring tumawag sa pinakamalapit na Panrehiyong Kawanihan ng Imigrasyon.
site-disclaimer = Ang sistemang ito ay hindi pinatatakbo ng Ahensya ng mga Serbisyo sa Imigrasyon ng Japan.
site-link-agency = Website ng Ahensya ng mga Serbisyo sa Imigrasyon ng Japan
site-link-bureaus = Listahan ng mga Panrehiyong Kawanihan ng Imigrasyon, may mga numero ng telepono
site-link-guide = Manwal
site-link-who-can-register = Sino ang maaaring magparehistro online
site-link-before-registration = Mga paghahanda para sa pagpaparehistro ng gumagamit
site-link-card-software = JPKI client software

## The procedures of "Search for Application Procedures"

procedure-in-person-application-title = Personal na pag-aaplay ng Certificate of Eligibility
procedure-in-person-application-summary = Mag-aplay ng Certificate of Eligibility sa counter ng Panrehiyong Kawanihan ng Imigrasyon at hilinging matanggap ito sa email. Kailangan ang user ID.
procedure-user-registration-title = Pagpaparehistro ng gumagamit
procedure-user-registration-summary = Irehistro ang email address at ang impormasyon ng gumagamit upang makakuha ng user ID.
procedure-counter-registration-title = Pagpaparehistro ng impormasyon ng gumagamit (sa counter)
procedure-counter-registration-summary = Para sa mga aplikante (sa counter) para sa elektronikong Certificate of Eligibility: irehistro ang pangalan, kaarawan, tirahan sa Japan at kontak upang makakuha ng user ID. Itinatakda ang password gamit ang URL sa email.
procedure-receipt-registration-title = Pagpaparehistro ng pagtanggap ng Certificate of Eligibility
procedure-receipt-registration-summary = Pagkatapos matanggap ang Certificate of Eligibility sa email, mag-log in at irehistro ang pagtanggap.
procedure-user-information-title = Tingnan at palitan ang impormasyon ng gumagamit
procedure-user-information-summary = Tingnan ang nakarehistrong impormasyon ng gumagamit at palitan ang email address, password, numero ng telepono at iba pa.
procedure-forgotten-login-title = Kung nakalimutan ang user ID o password
procedure-forgotten-login-summary = Tanggapin ang user ID sa email, o i-reset ang password. Sa pag-reset, agad ding maaalis ang pagkaka-lock ng account.

## Answers to officers (ErrorCode of officer.graphql)

officer-error-invalid-credentials = Hindi makumpirma ang pangalan, password at code na ito. Mangyaring suriin ang mga ito at subukang muli. Isang beses lamang magagamit ang bawat code. Kapag sunod-sunod na mali, mala-lock ang pag-log in nang limang minuto sa ikalimang beses, nang isang oras sa ikasampu, at nang 24 na oras sa ikalabinlima.
officer-error-current-password-wrong = Hindi tama ang kasalukuyang password o ang code. Mangyaring suriin ang mga ito at subukang muli. Isang beses lang magagamit ang bawat code. Kapag sunod-sunod na mali, mala-lock ang pag-log in nang limang minuto sa ikalimang beses, nang isang oras sa ikasampu, at nang 24 na oras sa ikalabinlima.
officer-error-enrolment-code-invalid = Hindi magagamit ang code ng pagpapatala na ito. Mangyaring humingi ng bago sa tagapangasiwa.
officer-error-totp-code-wrong = Hindi tama ang code. Mangyaring suriin ang oras ng inyong telepono at ang code na ipinapakita nito.
officer-error-second-officer-required = Ibang opisyal ang dapat gumawa nito: hindi ang nagsimula nito, at hindi rin ang gumawa o nag-imbita sa mga opisyal na sangkot.
officer-error-officer-name-taken = Mayroon o nagkaroon na ng opisyal na may ganitong pangalan. Isang beses lamang ibinibigay ang bawat pangalan. Mangyaring pumili ng iba.
officer-error-role-already-there = Hawak na ng opisyal ang tungkuling ito, o naimungkahi nang ibigay ito sa kaniya.
officer-error-account-unknown = Walang bukas na account na may ganitong user ID. Mangyaring ihambing ito sa form ng kahilingan para sa pagpapadala sa email.
officer-error-certificate-number-taken = Nagamit na ang numero ng sertipikong ito para sa ibang sertipiko.
officer-error-certificate-number-twice = May naunang linya na may parehong numero ng sertipiko.
officer-error-certificate-expired = Lumipas na ang tatlong buwang bisa ng sertipikong ito, kaya hindi ito ipinapadala.
# $max (number): how many at most
officer-error-too-many-certificates = Hanggang { $max } sertipiko lamang ang maipapadala sa isang pagkakataon.
officer-error-certificate-cancelled = Kinansela na ang sertipikong ito.
officer-error-mail-on-its-way = Ipinapadala na ang email ng sertipikong ito.
officer-error-notice-withdrawn = Binawi na ang paunawang ito.
# $line (number): the line, from 1
officer-error-markup-not-allowed = Linya { $line }: hindi ito magagamit sa paunawa. Mangyaring gumamit ng karaniwang teksto, mga pamagat, diin, mga listahan, mga sipi, at mga link na nagsisimula sa https:// o mailto:.
officer-error-period-order = Dapat mas huli ang katapusan kaysa sa simula.
officer-error-language-twice = May teksto na sa wikang ito.
officer-error-account-closed = Sarado na ang account na ito.
officer-error-changed-meanwhile = Nabago ang nilalaman pagkatapos ninyong buksan ang screen. Walang naimbak. Mangyaring tingnan itong muli at ulitin ang inyong inilagay kung kailangan pa.
officer-error-already-paused = Pansamantala nang nakahinto ang pagpapadala ng ganitong uri ng email. Mananatili ang naunang paghinto at ang dahilan nito.
officer-error-mail-state-unsuitable = Hindi ito magagawa sa kasalukuyang kalagayan ng email: ipinapadala na, naipadala na, o tapos na ito. Mangyaring tingnan itong muli.
officer-error-mail-no-longer-wanted = Wala nang nangangailangan ng email na ito, halimbawa, dahil wala nang bisa ang link nito, sarado na ang account, kinansela na ang sertipiko, nairehistro na ang pagtanggap, o oras na para sa susunod na paalala.
officer-error-second-copy-possible = Maaaring dumating na ang email na ito. Ipadala lamang itong muli kung walang magiging problema sa ikalawang kopya, at kumpirmahin iyon.
officer-error-address-suppressed = Bumalik ang mga email na ipinadala sa email address na ito, kaya hindi ipinapadala rito ang ganitong uri ng email. Mangyaring itama muna ang email address o alisin ang pagharang.
officer-error-mail-warns-owner = Ipinaaalam ng email na ito sa may-ari ng account kung ano ang ginawa sa account, kaya hindi ito maaaring kanselahin habang naghihintay na maipadala.
