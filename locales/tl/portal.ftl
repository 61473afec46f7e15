# Uketori: texts of the portal, Tagalog.
# Keys and variables are the same in all eight languages. Only messages, variables and selectors: no terms, no attributes.
# Labels, hints and messages of the API are in api.ftl and are not repeated here.

## Times

# $time (string): HH:MM. $year, $day (strings). $month (number): 1 to 12
moment = { $time } { $month ->
        [1] Enero
        [2] Pebrero
        [3] Marso
        [4] Abril
        [5] Mayo
        [6] Hunyo
        [7] Hulyo
        [8] Agosto
        [9] Setyembre
        [10] Oktubre
        [11] Nobyembre
       *[12] Disyembre
    } { $day }, { $year }
# $year, $day (strings). $month (number): 1 to 12
day = { $month ->
        [1] Enero
        [2] Pebrero
        [3] Marso
        [4] Abril
        [5] Mayo
        [6] Hunyo
        [7] Hulyo
        [8] Agosto
        [9] Setyembre
        [10] Oktubre
        [11] Nobyembre
       *[12] Disyembre
    } { $day }, { $year }

## Header, footer and menus

# The name of the system in the header and in the page's title
system-name = Online na Sistema ng Aplikasyon sa Paninirahan
site-title = Online na Sistema ng Aplikasyon sa Paninirahan at Electronic Notification System
skip = Pumunta sa pangunahing nilalaman
menu = Menu
home = Home
procedures-search = Maghanap ng proseso
application-situation = Kumpirmahin ang kalagayan ng aplikasyon
my-page = Aking pahina
login = Mag-log in
logout = Mag-log out
last-login = Huling pag-log in
inquiry = Mga tanong
procedure-contact = Para sa mga tanong tungkol sa mga proseso, mangyaring tumawag sa pinakamalapit na Panrehiyong Kawanihan ng Imigrasyon.
help-desk = System Help Desk
help-desk-for = Para sa mga tanong tungkol sa paggamit ng sistema
telephone = Telepono
change-color-scheme = Palitan ang kulay
scheme-standard = Standard
scheme-blue = Asul
scheme-yellow = Dilaw
scheme-black = Itim
to-top = Sa itaas ng pahina
terms = Mga tuntunin sa paggamit
about = Tungkol sa portal na ito
breadcrumb = Kasalukuyang pahina
# Above a notice about the account
account-notice = Paunawa tungkol sa inyong account

## Words of many screens

ok = OK
cancel = Kanselahin
close = Isara
back = Bumalik
complete = Kumpletuhin
confirm = Kumpirmahin
change = Palitan
search = Maghanap
copy = Kopyahin
copied = Nakopya na.
go-on = Magpatuloy
important = Mahalaga
reference = Sanggunian
required = Kailangan
loading = Naglo-load…
checking = Sinusuri…
# $seconds (number)
wait-seconds = Mangyaring maghintay nang { $seconds } segundo
# $minutes (number)
wait-minutes = Mangyaring maghintay nang { $minutes } minuto
not-yet = hindi pa nairerehistro
please-select = Mangyaring pumili
# $name (string): the name of the person
logged-in-as = Naka-log in kayo bilang { $name }.
# $domain (string), e.g. @portal.example.jp
allow-domain = Nagpapadala kami ng email mula sa domain na "{ $domain }". Bago magpatuloy, mangyaring itakda ang inyong email upang makatanggap mula sa domain na ito.
spam-advice = Kung walang dumating na email sa loob ng ilang minuto, mangyaring tingnan ang folder ng spam. May mga kumpanya ng mobile phone na humaharang sa mga email na may URL: mangyaring palitan ang setting na iyon, o gumamit ng ibang email address.
email-on-its-way = Ipinadala na ang email
# $moment (string)
link-works-until = Magagamit ang URL hanggang { $moment } (oras sa Japan).
personal-data-use = Ang nakarehistrong personal na impormasyon ay gagamitin lamang para sa mga gawaing administratibo na may kaugnayan sa elektronikong aplikasyong ito.

## Names of items

user-id = User ID
user-id-label = User ID (dating Authentication ID)
user-id-hint = Nasa email na natanggap ninyo pagkatapos magparehistro ang user ID. Halimbawa: hdlpf38617
password = Password
password-confirmation = Password (pangkumpirma)
present-password = Kasalukuyang password
name = Pangalan (letrang Ingles)
phone-number = Numero ng telepono
email = Email address
email-confirmation = Email address (pangkumpirma)
user-type = Uri ng gumagamit
sex = Kasarian
male = Lalaki
female = Babae
date-of-birth = Kaarawan
postal-code = Postal code
address = Tirahan sa Japan
address-municipality = Tirahan sa Japan (prepektura, munisipalidad)
address-street = Tirahan sa Japan (pangalan ng distrito, numero ng bahay)
certificate-number = Numero ng Certificate of Eligibility
holder-name = Pangalan ng may-hawak
email-as-registered = Ilagay ang email address na inyong inirehistro.
name-as-registered = Ilagay ang pangalan sa letrang Ingles, gaya ng inyong inirehistro. Halimbawa: HOUMU TARO

## Forms

# The beginning of the page's title while a form has errors
title-error = Error:
fault-mark = Error
# Above the list of errors. $count (number): of fields
faults = May { $count } item na kailangang suriin
# $item (string): the name of the field. $message (string)
fault-line = { $item }: { $message }
not-carried-out = Hindi ito naisagawa
steps = Mga hakbang ng proseso
# $step, $count (numbers)
step-of = Hakbang { $step } ng { $count }
show-password = Ipakita ang password
password-rules = Ang password ay dapat may:
# $min, $max (numbers)
password-length = { $min } hanggang { $max } karakter
password-uppercase = isang malaking letra (A-Z)
password-lowercase = isang maliit na letra (a-z)
password-number = isang numero (0-9)
# $symbols (string): the symbols, separated by spaces
password-symbol = isa sa mga simbolong ito: { $symbols }
rule-met = natugunan
rule-not-met = hindi pa
new-password-text = Mangyaring maglagay ng bagong password. Kailangan nito ang lahat ng 4 na uri ng karakter.
set-password = Itakda ang password
return-to-input = < Bumalik sa paglalagay ng datos
return-to-details = < Bumalik sa mga detalye
return-to-list = < Bumalik sa listahan
proceed = Magpatuloy sa kumpirmasyon
register = Magparehistro

## Lists

pages-above = Mga pahina, sa itaas ng listahan
pages-below = Mga pahina, sa ibaba ng listahan
pager-first = Una
pager-next = Susunod
pager-last = Huli
# $page (number)
pager-page = Pahina { $page }

## When something is wrong

not-available = Hindi magagamit ang sistema sa ngayon
trouble-offline = Walang koneksiyon sa sistema.
trouble-offline-text = Nananatili ang mga inilagay ninyo. Mangyaring suriin ang koneksiyon sa internet at subukang muli.
trouble-offline-check = Mangyaring suriin ang koneksiyon sa internet. Kung gumagana ito, maaaring nakahinto ang sistema para sa maintenance.
trouble-broken = Nagkaroon ng problema sa sistema.
# $id (string): the number of the request
trouble-request = Kung makikipag-ugnayan kayo sa System Help Desk, mangyaring ibigay ang numerong ito: { $id }
unloaded-text = Hindi na-load ang bahaging ito ng portal. Mangyaring suriin ang koneksiyon sa internet, at i-load muli ang pahina.
trouble-stale = Na-update na ang pahinang ito. Mangyaring i-load muli.
try-again = Subukang muli
load-again = I-load muli
stale-title = Hindi wasto ang operasyong ito
stale-text = Natapos na ang hakbang na ito, o na-load muli ang pahina. Walang nabago. Upang bumalik, mangyaring gamitin ang mga button sa screen, hindi ang sa browser.
# $userId (string)
replaced-text = Sa ibang window, may nag-log in bilang { $userId }. Walang nabago rito. Mangyaring i-load muli ang pahina.
start-again = Magsimulang muli
not-found-title = Walang ganitong pahina
not-found-text = Mangyaring suriin ang address. Ang top page lamang ang maaaring i-bookmark.

## The top page

general-notices = Mga paunawa
list-of-notices = Listahan ng mga paunawa
no-notices = Walang paunawa sa ngayon.
search-title = Maghanap ng proseso ng aplikasyon
search-text = Maaari kayong maghanap ng proseso ng aplikasyon gamit ang mga keyword o kategorya.
search-words = Mga keyword
online-procedures = Mga online na proseso ng aplikasyon
home-confirm = Kumpirmahin online ang mga proseso at kalagayan ng aplikasyon
home-status = Kumpirmahin ang kalagayan ng aplikasyon
home-status-text = Kumpirmahin ang kalagayan ng aplikasyon at tingnan ang impormasyon ng mga nakaraang aplikasyon.
new-registration = Bagong pagpaparehistro
home-registration-text = Kapag nagparehistro, makukumpirma ninyo ang kalagayan ng aplikasyon at hindi na kailangang ilagay muli ang impormasyon.
register-new = Magparehistro ng bagong gumagamit
register-new-text = Ang mga dayuhan, abogado, gyosei shoshi, legal na kinatawan at iba pa ay kailangang magparehistro bago mag-aplay online.
register-new-others = Mga dayuhan, legal na kinatawan at iba pa: mangyaring pindutin ang button na “Dayuhan (aplikante) / iba pa”.
register-new-specialists = Mga abogado at gyosei shoshi: mangyaring pindutin ang button na “Abogado / gyosei shoshi”.
register-new-counter = Mga nag-aaplay ng Certificate of Eligibility sa counter at nais itong matanggap sa email: mangyaring pindutin ang ikatlong button.
register-foreign-national = Dayuhan (aplikante) / iba pa
register-specialist = Abogado / gyosei shoshi
register-counter = Aplikante (sa counter) para sa elektronikong Certificate of Eligibility
logged-out = Naka-log out na kayo.
account-closed = Isinara na ang inyong account.

## Notices, procedures, terms

original-text = Orihinal na teksto (Hapon)
current-notices = Mga kasalukuyang paunawa
past-notices = Mga nakaraang paunawa
no-past-notices = Walang nakaraang paunawa.
# $count (number): of procedures. $words (string): what was searched for
search-count =
    { $count ->
        [0] Walang nahanap na proseso para sa “{ $words }”.
       *[other] { $count } proseso ang nahanap para sa “{ $words }”.
    }
all-procedures = Ipakita ang lahat ng proseso
terms-language = Wika ng mga tuntunin sa paggamit
terms-original-prevails = Ito ay salin. Kung may pagkakaiba sa tekstong Hapon, ang tekstong Hapon ang mananaig.

## About this portal

about-browsers = Mga browser
about-browsers-text = Gumagana ang portal sa Windows at macOS, sa tablet at sa smartphone. Inirerekomenda namin ang Microsoft Edge. Magagamit din ang Google Chrome, Safari at Firefox. Kailangang naka-on ang JavaScript.
about-accessibility = Accessibility
about-accessibility-text = Ginawa ang portal upang matugunan ang Web Content Accessibility Guidelines (WCAG) 2.2 sa antas na AA, at sa gayon ay pati ang JIS X 8341-3:2016. Magagamit ito gamit lamang ang keyboard at gamit ang screen reader. Sa ibaba ng bawat pahina, maaari kayong pumili ng mga kulay na may mas mataas na contrast.
about-accessibility-email-twice = Dalawang beses hinihingi ng mga form ang email address, gaya ng nakasaad sa manwal. Maaari itong i-paste sa ikalawang field.
about-accessibility-contact = Kung may hindi gumagana para sa inyo, mangyaring ipaalam sa System Help Desk. Nasa ibaba ng bawat pahina ang numero ng telepono at email address nito.
about-languages = Mga wika
about-languages-text = Hapon ang pinagbabatayang teksto. Ginawa ang mga salin ng portal gamit ang glossary ng mga manwal, at wala pang katutubong nagsasalita na nakabasa ng mga ito. Sa Hapon at Ingles lamang mayroon ang mga tuntunin sa paggamit. May mga paunawa na sa Hapon lamang.
about-storage = Ang itinatago ng browser
about-storage-text = Ang itinatago lamang ng inyong browser ay ang wika at mga kulay na pinili ninyo, at ang cookies ng pag-log in. Hindi sinusuri ng portal ang mga pagbisita at wala itong nilo-load mula sa ibang site.
about-licences = Mga lisensiya
about-licences-link = Mga lisensiya ng software sa portal na ito

## Login and logout

login-title = Pag-log in ng gumagamit
# $name (string)
already-logged-in = Naka-log in na kayo bilang { $name }.
may-be-locked = Maaaring naka-lock ang account. Mangyaring maghintay nang 24 na oras, o i-reset ang password: agad nitong aalisin ang pagkaka-lock.
reset-password = I-reset ang password
forgot-user-id = Mag-click dito kung nakalimutan ang user ID
forgot-password = Mag-click dito kung nakalimutan ang password
no-user-id = Wala pang user ID? Pumunta sa Bagong pagpaparehistro
login-before-2026 = Kung nagtakda kayo ng authentication ID at password sa sistemang ito bago ang Disyembre 31, 2025, maaari kayong mag-log in gamit ang mga iyon.
login-not-ens = Hindi magagamit dito ang user ID at password ng Electronic Notification System.
login-lock = Kapag limang beses na sunod-sunod na mali ang password, mala-lock ang account nang 24 na oras. Kapag ni-reset ang password, agad na aalisin ang pagkaka-lock.
logout-title = Kumpirmasyon ng pag-log out
# $name (string)
logout-question = Naka-log in kayo bilang { $name }. Gusto ba ninyong mag-log out?
logout-none = Walang naka-log in.
session-over = Natapos na ang inyong session. Mangyaring mag-log in muli.
session-warning = Malapit na kayong awtomatikong ma-log out
# $time (string): HH:MM in Japan
session-warning-text = Dahil wala kayong ginawa, mala-log out kayo sa { $time } (oras sa Japan). Pinahahaba ng “OK” ang oras nang tatlong oras. Kapag “Kanselahin”, mala-log out kayo sa oras na iyon.
# $minutes (number)
session-minutes = { $minutes } minuto na lamang
# $time (string): HH:MM in Japan
session-ends-at = Awtomatiko kayong mala-log out sa { $time } (oras sa Japan).

## Forgotten user ID or password

forgot-user-id-title = Paglalagay ng email address (abiso ng user ID)
forgot-user-id-text = Mangyaring ilagay ang email address at pangalan na inyong inirehistro. Ipadadala namin ang user ID sa address na iyon.
forgot-user-id-sent = Kung tama ang mga inilagay ninyo, makatatanggap kayo ng email na may user ID.
forgot-password-title = Paglalagay ng user ID (pag-reset ng password)
forgot-password-text = Mangyaring ilagay ang user ID at ang email address na inyong inirehistro. Padadalhan namin kayo ng URL para makapagtakda ng bagong password. Inaalis din nito ang pagkaka-lock ng account.
forgot-password-sent = Kung tama ang mga inilagay ninyo, makatatanggap kayo ng email na may URL para makapagtakda ng bagong password. Magagamit ang URL nang isang oras.
back-to-login = < Bumalik sa pag-log in
reset-title = I-reset ang password
reset-done = Naitakda na ang bagong password
reset-done-text = Na-log out kayo sa lahat ng device. Kung naka-lock ang account, inalis na ang pagkaka-lock. Mangyaring mag-log in gamit ang user ID na ito at ang bagong password.

## Links in emails

link-title = Hindi magagamit ang link
link-open-again = Mabubuksan lamang ang pahinang ito sa pamamagitan ng link sa email. Mangyaring buksan muli ang link na iyon. Magagamit pa ito kung hindi pa ninyo nagagamit.
link-expired = Lumipas na ang bisa ng link na ito. Mangyaring humiling ng bagong email.
link-expired-help-desk = Lumipas na ang bisa ng link na ito. Mangyaring makipag-ugnayan sa System Help Desk.
link-new-email = Humiling ng bagong email
link-used = Nagamit na ang link na ito. Kung kayo ang gumamit nito, maaari kayong mag-log in.
link-replaced = Hindi na wasto ang link na ito dahil may mas bagong email na naipadala. Mangyaring buksan ang link sa pinakabagong email.
link-revoked = Hindi na wasto ang link na ito dahil may binago sa inyong account matapos ipadala ang email. Walang mas bagong email na naipadala. Mangyaring mag-log in. Kung nakalimutan ninyo ang password, maaari itong i-reset sa screen ng pag-log in.
link-unknown = Hindi wasto ang link na ito. Mangyaring tiyakin na nabuksan ang buong address na nasa email.
change-email-title = Pagpapalit ng email address
change-email-text = Kinukumpleto ng button ang pagpapalit: mula noon, ipadadala ang lahat ng email sa address kung saan ninyo natanggap ang link na ito.
change-email-done = Napalitan na ang email address
change-email-done-here = Na-log out kayo sa lahat ng ibang device.
change-email-done-logged-out = Na-log out kayo sa lahat ng device. Mangyaring mag-log in muli.
not-me-title = Hindi ako ang gumawa nito
not-me-text = Binabawi ng button ang pagpapalit ng email address. Mala-log out kayo sa lahat ng device at aalisin ang password. Pagkatapos, mangyaring magtakda ng bagong password.
not-me-button = Hindi ako ang gumawa nito
not-me-done = Nabawi na ang pagpapalit
not-me-done-text = Ginagamit na muli ang dati ninyong email address. Ngayon, mangyaring i-reset ang password: hanggang sa panahong iyon, walang makapag-log in.

## Registration by email

step-explanation = Paliwanag
step-address = Email address
step-email = Email
step-details = Impormasyon ng gumagamit
step-confirmation = Kumpirmasyon
step-completion = Tapos na
explanation-title = Paliwanag sa pagpaparehistro ng gumagamit
explanation-read = Tiyaking basahin ang sumusunod na nilalaman.
explanation-text = Kapag nairehistro na ang impormasyon ng gumagamit, makapag-log in kayo bilang gumagamit sa mga susunod na proseso. Magagamit din sa bawat proseso ang nakarehistrong impormasyon, kaya mas madali ang paglalagay ng datos. Kung balak ninyong gamitin nang paulit-ulit ang serbisyong ito, inirerekomenda naming irehistro ang impormasyon ng gumagamit.
explanation-needs = Ang kailangan ninyo
explanation-needs-email = Email address kung saan makatatanggap kayo ng email ngayon
explanation-needs-details = Pangalan sa letrang Ingles at numero ng telepono sa Japan
explanation-needs-time = Mga limang minuto
explanation-order = Mula sa pagpaparehistro hanggang sa pagtanggap
order-user-id = Magparehistro rito at kumuha ng user ID.
order-application = Mag-aplay sa counter ng Panrehiyong Kawanihan ng Imigrasyon, at hilingin ang pagpapadala sa email gamit ang inyong user ID.
order-certificate = Kapag tapos na ang pagsusuri, ipadadala sa inyo sa email ang Certificate of Eligibility.
order-receipt = Mag-log in at irehistro ang pagtanggap ng sertipiko. Kung hindi, paaalalahanan kayo sa email tuwing pitong araw.
# $type (string): the name of the user type
suggested-type = Mamaya, sa screen na “Pagpaparehistro ng gumagamit”, mangyaring piliin ang uri ng gumagamit na “{ $type }”.
terms-of-service = < Mga tuntunin sa paggamit >
terms-outdated = Nagbago ang mga tuntunin sa paggamit. Mangyaring basahin at sang-ayunan ang bagong bersyon.
agree-means = Kapag pinindot ang button na “Sumasang-ayon”, ituturing na sumang-ayon kayo sa paliwanag na ito.
agree-and-advance = Kung naunawaan ninyo ang nasa itaas, mangyaring sumang-ayon at magpatuloy.
agree = Sumasang-ayon
address-input-title = Paglalagay ng email address
enter-email = Mangyaring ilagay ang inyong email address.
enter-email-confirmation = Mangyaring ilagay ang inyong email address (pangkumpirma).
back-to-explanation = < Bumalik sa paliwanag
email-sent-title = Ipinadala na ang email (pagpaparehistro ng gumagamit)
# $address (string)
email-sent-to = Nagpadala kami ng email sa { $address }. Mangyaring buksan ang URL sa email upang ipagpatuloy ang pagpaparehistro.
email-sent-works = Magagamit ang URL nang 24 na oras matapos ipadala ang email. Pagkatapos nito, mangyaring magsimulang muli sa paglalagay ng email address.
no-email-title = Kung walang dumating na email
send-again = Ipadala muli
sent-again = Natanggap na ang inyong kahilingan. Kung ipinadadala pa ang unang email, hindi na magpapadala ng ikalawa.
another-address = Maglagay ng ibang address
user-registration-title = Pagpaparehistro ng gumagamit
choose-user-type = Mangyaring piliin ang uri ng gumagamit
input-password = Mangyaring maglagay ng password
confirmation-title = Kumpirmasyon ng pagpaparehistro ng gumagamit
confirmation-question = Magpaparehistro ba kayo gamit ang sumusunod na nilalaman?
user-section = Uri ng gumagamit
issued-on-completion = (ibibigay kapag tapos na)
password-as-entered = ●●●●●●● gaya ng inilagay
completion-title = Tapos na ang pagpaparehistro ng gumagamit
# $address (string)
completion-sent = Ipinadadala rin namin ang user ID sa { $address }.
what-next = Ang susunod
no-online-application = Ang pagpaparehistrong ito lamang ay hindi nagbibigay ng karapatang mag-aplay online.

## Registration at a counter (the manual of 2023)

counter-title = Pagpaparehistro ng impormasyon ng gumagamit
counter-step1 = Ilagay ang impormasyon ng gumagamit (STEP1)
counter-step2 = Kumpirmahin ang impormasyon ng gumagamit (STEP2)
counter-step3 = Tapos na ang pagpaparehistro ng impormasyon ng gumagamit (STEP3)
user-name = Pangalan ng gumagamit
date-example = Taon, buwan, araw. Halimbawa: 2000 / 1 / 1
year = Taon
month = Buwan
day-of-month = Araw
address-hint = Piliin ang prepektura at munisipalidad gamit ang “Maghanap”.
address-none = Wala pang napili.
address-search = Maghanap ng tirahan
search-conditions = Mga kondisyon ng paghahanap
search-results = Mga resulta ng paghahanap
prefecture = Prepektura
narrow-down = Paliitin ang listahan
# $count (number)
municipalities-found = { $count } munisipalidad
contact-information = Kontak ng gumagamit (telepono)
read-terms = Basahin ang mga tuntunin sa paggamit at kung sang-ayon, lagyan ng tsek ang “Sumasang-ayon ako sa mga tuntunin sa paggamit.”
terms-are-here = Narito ang mga tuntunin sa paggamit (magbubukas sa bagong window)
i-agree = Sumasang-ayon ako sa mga tuntunin sa paggamit.
counter-entered = Mga inilagay sa “Ilagay ang impormasyon ng gumagamit (STEP1)”
# $time (string): HH:MM in Japan
step-until = Makapagpaparehistro kayo gamit ang mga ito hanggang { $time } (oras sa Japan).
registration = Magparehistro
counter-completed = Tapos na ang pagpaparehistro ng inyong impormasyon
# $address (string)
counter-notification = Ipadadala sa inyong email address na { $address } ang abiso na tapos na ang pagpaparehistro. Mangyaring itakda ang password gamit ang URL na naroon.
counter-close-window = Isara ang window na ito bago buksan ang URL sa email. Magkakaroon ng error kung nakabukas ang top page o ang pahina ng pag-log in habang itinatakda ang password.
back-to-top = Bumalik sa top page
first-password-title = Itakda ang inyong password
first-password-done = Naitakda na ang password
open-elsewhere = Hindi maitatakda ang password habang nakabukas ang top page o ang pahina ng pag-log in.
open-elsewhere-text = Mangyaring isara ang ibang window ng sistemang ito, at pindutin muli ang button. Magagamit pa rin ang link.
log-out-first = Mangyaring mag-log out bago itakda ang password. Magagamit pa rin ang link.

## Receipt registrationList

receipts-title = Listahan ng pagpaparehistro ng pagtanggap
# $moment (string)
current-as-of = Kalagayan noong { $moment }
change-display-count = Palitan ang bilang na ipinapakita
# $count (number)
show-items = Ipakita ang { $count } bawat pahina
receipts-all = Lahat
# $count (number)
receipts-waiting = Hindi pa nairerehistro ang pagtanggap ({ $count })
receipts-none = Wala pang sertipiko na naipadala sa inyo.
receipts-none-text = Kapag tapos na ang pagsusuri sa Panrehiyong Kawanihan ng Imigrasyon, ipadadala sa inyo sa email ang Certificate of Eligibility. Mula noon, makikita ito sa listahang ito.
receipts-none-waiting = Walang sertipiko na kailangan pang irehistro ang pagtanggap.
requested-at = Petsa at oras ng kahilingan
registered-at = Petsa at oras ng pagpaparehistro
registration-status = Katayuan ng pagpaparehistro
register-receipt = Irehistro ang pagtanggap
past-validity = Lumipas na ang tatlong buwang bisa.
receipt-confirmation-title = Kumpirmasyon ng pagpaparehistro ng pagtanggap
receipt-question = Sigurado ba kayong irerehistro ang pagtanggap ng sumusunod na Certificate of Eligibility?
receipt-final = Hindi na mababawi ang pagpaparehistro ng pagtanggap. Wala nang ipadadalang paalala para sa sertipikong ito.
# $number (string): of the certificate
receipt-registered = Nairehistro na ang pagtanggap ng { $number }.

## My page

check-user-information = Tingnan ang impormasyon ng gumagamit
check-user-information-text = Tingnan ang inyong impormasyon, at palitan ang email address, password, numero ng telepono at iba pa.
receipts-card-text = Tingnan ang mga sertipikong ipinadala sa inyo, at irehistro ang pagtanggap.
security-title = Mga pag-log in
security-card-text = Tingnan kung saan kayo naka-log in at kung ano ang nangyari sa inyong account.
data-title = Ang inyong datos
data-card-text = I-save bilang file ang datos tungkol sa inyo, o isara ang account.
# $count (number)
failed-logins = Mula noong huli ninyong pag-log in, { $count } pag-log in na may maling password ang tinanggihan.
failed-logins-text = Kung hindi kayo ito, mangyaring tingnan ang mga pag-log in, at palitan ang password.
details-title = Mga detalye ng gumagamit
details-not-online = Hindi mapapalitan online ang pangalan, uri ng gumagamit, kasarian at kaarawan. Mangyaring makipag-ugnayan sa Panrehiyong Kawanihan ng Imigrasyon.
change-email = Palitan ang email address
change-password = Palitan ang password
change-other = Palitan ang ibang impormasyon
# $email (string): the new address
pending-email = Naghihintay ang pagpapalit sa { $email }.
pending-email-text = Makukumpleto ang pagpapalit kapag binuksan ninyo ang link sa email na ipinadala sa bagong address. Hanggang doon, ang dating address ang ginagamit.
withdraw-change = Bawiin ang pagpapalit
enter-present-password = Mangyaring ilagay ang kasalukuyang password
enter-present-password-text = Upang maprotektahan ang inyong account, hinihingi namin ang kasalukuyang password, dahil matagal-tagal na mula nang kayo ay mag-log in.
email-change-title = Paglalagay ng email address (pagpapalit ng email address)
email-change-new = Mangyaring maglagay ng bagong email address.
email-change-sent = Kapag tapos na ang paglalagay, ipadadala sa address na iyon ang email na may URL ng pahina ng proseso.
email-change-access = Buksan ang URL at kumpletuhin ang pagpaparehistro.
# $domain (string), e.g. @portal.example.jp
email-change-spam = Kung gumagamit kayo ng spam filter, mangyaring itakda ito upang matanggap ang mga email mula sa "{ $domain }".
email-change-other = Kung hindi pa rin dumating ang email na may URL ng pahina ng proseso, mangyaring gumamit ng ibang email address.
email-change-no-reply = Tandaan na hindi namin masasagot ang mga tanong na ipinadala sa address ng nagpadala.
email-change-mobile = Panghuli, kung gumagamit kayo ng email ng mobile phone, maaaring harangin ng unang setting ang mga email na may URL. Kung gayon, mangyaring palitan ang setting upang matanggap ang mga email na ito.
# $address (string): the new address
email-change-sent-to = Nagpadala kami ng email sa { $address }. Mangyaring buksan ang URL na naroon upang makumpleto ang pagpapalit. Magagamit ito nang 24 na oras.
# $address (string): the present address
email-change-old-stays = Hangga't hindi nagagamit ang URL, { $address } pa rin ang inyong nakarehistrong email address.
change-completed-title = Tapos na ang pagpapalit
change-completed-email = Magpapadala ng email na nagkukumpirma sa pagpapalit.
password-changed-text = Napalitan na ang inyong password. Na-log out kayo sa lahat ng ibang device.
other-change-title = Pagpapalit ng impormasyon ng gumagamit
other-confirmation-title = Kumpirmasyon ng pagpapalit
other-question = Gusto ba ninyong palitan ang impormasyon ng sumusunod?
other-changed-text = Napalitan na ang inyong impormasyon.
postal-code-hint = Pitong numero. Halimbawa: 100-0001. Maaaring iwang blangko.
sessions-title = Kung saan kayo naka-log in
this-session = ang device na ito
# $moment (string)
last-seen = Huling gamit: { $moment }
end-session = Mag-log out doon
end-other-sessions = Mag-log out sa lahat ng ibang device
session-ended = Na-log out na ang ibang device.
sessions-text = Kung may device na hindi ninyo kilala, mag-log out doon at palitan ang password.
activity-title = Ang mga nangyari sa inyong account
export-title = Ang inyong datos bilang file
export-text = Maaari ninyong i-save bilang file (JSON) ang lahat ng hawak tungkol sa inyong account. Mangyaring ilagay ang password bilang kumpirmasyon.
export-button = I-save bilang file
export-saved = Nagawa na ang file. Ise-save ito ng inyong browser.
close-title = Pagsasara ng account
close-text = Hindi na mabubuksan muli ang isinarang account. Kung kailanganin ninyo ang user ID sa hinaharap, kailangan ninyong magparehistro muli.
close-account = Isara ang account
close-warning = Isasara na ninyo nang tuluyan ang inyong account.
close-warning-text = Mala-log out kayo sa lahat ng device, at wala nang email na ipadadala sa inyo. Buburahin ang inyong datos, maliban sa kailangang itago ng Panrehiyong Kawanihan ng Imigrasyon tungkol sa mga sertipiko. May bisa pa rin ang mga sertipikong naipadala na.
close-sure = Gusto kong isara nang tuluyan ang aking account.
close-tick = Mangyaring lagyan ng tsek ang kahon kung gusto ninyong isara ang account.

## The check of a certificate

check-title = Pagsusuri ng Certificate of Eligibility
check-text = Para sa mga embahada, airline at iba pa na pinakitaan ng Certificate of Eligibility: ilagay ang numero at code nang eksakto gaya ng pagkaka-print. Makikita ng may-ari ng sertipiko na sinuri ito.
check-number-hint = Halimbawa: TEST25-0001
check-code = Code
check-code-hint = Naka-print ang code sa tabi ng numero. Halimbawa: 7K3M-9QXA-02VD
check = Suriin
check-result = Resulta
issued-on = Petsa ng pag-isyu
holder-initials = Mga inisyal ng may-ari
compare-with-passport = Mangyaring ihambing ang petsa at mga inisyal sa sertipiko at sa pasaporte.
