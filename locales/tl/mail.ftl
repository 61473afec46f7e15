# Uketori: texts of the mails, Tagalog.
# Draft: no native speaker has read this file yet.
# All texts read against English and Japanese by a second reader, 2026-11; not yet by a native speaker.
# Keys and variables are the same in all eight languages.
# All dates and times arrive as finished text; times are in Japan time, and "Japan time" is said here.

## Frame of every mail

layout-system-name = Online na Sistema ng Aplikasyon sa Paninirahan
# Every subject: what the mail is for, then the system, because a telephone cuts the end off.
# $title (of the mail), $system (strings)
layout-subject = { $title } - { $system }
# The same about one certificate. $title, $number, $system (strings)
layout-subject-of-certificate = { $title }: { $number } - { $system }
layout-button-hint = Kung hindi gumagana ang button, mangyaring buksan ang address na ito:
layout-not-you = Kung hindi ninyo alam kung bakit ninyo natanggap ang email na ito, wala kayong kailangang gawin.
layout-no-reply = Awtomatikong ipinadala ang email na ito. Hindi namin masasagot ang mga tugon dito.
# $phone, $hours, $email (strings)
layout-help-desk = Mga tanong tungkol sa paggamit ng sistema: System Help Desk, telepono { $phone } ({ $hours }), email { $email }
layout-disclaimer = Ang sistemang ito ay hindi pinatatakbo ng Ahensya ng mga Serbisyo sa Imigrasyon ng Japan.
# $domain (string)
layout-domain = Upang matiyak na matatanggap ninyo ang aming mga email, mangyaring pahintulutan ang mga email mula sa domain na “{ $domain }”.
# A period in mails. $count (number)
layout-hours = { $count } na oras
# $count (number)
layout-minutes = { $count } minuto
# Above what the reader of a mail about a certificate finds below it.
layout-details-heading = Mga detalye
# Above a user ID, which stands alone on its line.
user-id-label = User ID

## Where a change came from, in mails that tell an owner of one

security-label-when = Petsa at oras
# $when (date and time)
security-when = { $when } (oras sa Japan)
security-label-device = Device
security-label-place = Lugar
# $network (string), e.g. 203.0.113.0/24
security-network = network { $network } (hindi alam ang bansa)
# Instead of a device or a place that is not known.
security-unknown = hindi alam
# Instead of a place, if officers made the change.
security-at-bureau = Panrehiyong Kawanihan ng Imigrasyon (binago ng kawani nito)

## M1 registration link

registration-link-title = Pagpaparehistro ng gumagamit
registration-link-p1 = Natanggap namin ang inyong kahilingang magparehistro bilang gumagamit ng Online na Sistema ng Aplikasyon sa Paninirahan. Hindi pa tapos ang pagpaparehistro.
registration-link-p2 = Mangyaring pindutin ang button o buksan ang nakasulat na address, at punan ang screen ng pagpaparehistro ng gumagamit.
# $expires (date and time), $period (layout-hours or layout-minutes)
registration-link-p3 = Magagamit ang link na ito hanggang { $expires } (oras sa Japan), ibig sabihin, sa loob ng { $period } mula nang ipadala ang email na ito. Kung lumipas na ang bisa ng link, mangyaring magsimulang muli sa paglalagay ng inyong email address.
registration-link-p4 = Kung hindi kayo ang humiling nito, huwag pansinin ang email na ito. Walang mairerehistro.
registration-link-button = Pumunta sa pagpaparehistro ng gumagamit

## M2 user ID

user-id-issued-title = Ang inyong user ID
# $name (string)
user-id-issued-p1 = Para kay { $name }:
user-id-issued-p2 = Tapos na ang inyong pagpaparehistro bilang gumagamit. Ito ang inyong user ID. Mangyaring itago ito nang mabuti.
user-id-issued-p3 = Kapag personal kayong mag-aaplay ng Certificate of Eligibility sa Panrehiyong Kawanihan ng Imigrasyon at nais ninyo itong matanggap sa email, isulat ang user ID na ito sa form ng kahilingan para sa pagpapadala sa email, “（窓口申請）在留資格認定証明書電子交付希望申出書”, at isumite ito kasama ng inyong aplikasyon.
user-id-issued-p4 = Hindi kayo makakapag-aplay online sa pamamagitan lamang ng pagpaparehistrong ito.
user-id-issued-p5 = Para mag-log in, gamitin ang user ID na ito at ang password na pinili ninyo nang magparehistro kayo. Hindi nakasulat ang password sa email na ito.
user-id-issued-button = Mag-log in

## M3 completion of the user information registration, link to the first password

first-password-link-title = Itakda ang inyong password
first-password-link-p1 = Tapos na ang pagpaparehistro ng impormasyon ng gumagamit. Ito ang inyong user ID. Mangyaring itago ito nang mabuti.
first-password-link-p2 = Ang susunod na hakbang ay ang pagtatakda ng password. Bago ito, mangyaring isara ang lahat ng window na nagpapakita ng homepage o ng pahina ng pag-log in ng Online na Sistema ng Aplikasyon sa Paninirahan. Magkakaroon ng error kung may nakabukas na window. Kung mangyari ito, isara ang window at buksan muli ang link.
# $expires (date and time)
first-password-link-p3 = Pagkatapos, pindutin ang button o buksan ang nakasulat na address. Magagamit ang link na ito hanggang { $expires } (oras sa Japan). Kung lumipas na ang bisa ng link, piliin ang “Mag-click dito kung nakalimutan ang password” sa screen ng pag-log in, at ilagay ang inyong user ID at email address. Padadalhan namin kayo ng bagong link.
first-password-link-p4 = Kapag mag-aaplay ng Certificate of Eligibility sa counter, isulat ang user ID na ito sa form ng kahilingan para sa pagpapadala sa email, “（窓口申請）在留資格認定証明書電子交付希望申出書”. Hindi kayo makakapag-aplay online sa pamamagitan lamang ng pagpaparehistrong ito.
first-password-link-button = Itakda ang password

## M4 user ID notification

user-id-reminder-title = Ang itinanong ninyong user ID
user-id-reminder-p1 = Itinanong ninyo ang inyong user ID. Ito ang nakarehistro sa email address at pangalan na inilagay ninyo.
# One line below each user ID. $type (label of the user type), $registered (date)
user-id-reminder-item = Uri ng gumagamit: { $type }; petsa ng pagpaparehistro: { $registered }
user-id-reminder-p2 = Kung nakalimutan din ninyo ang password, piliin ang “Mag-click dito kung nakalimutan ang password” sa screen ng pag-log in at i-reset ito.
user-id-reminder-p3 = Kung hindi kayo ang humiling nito, huwag pansinin ang email na ito. Walang nabago.
user-id-reminder-button = Mag-log in

## M5 password reset link

password-reset-link-title = I-reset ang password
password-reset-link-p1 = Natanggap namin ang inyong kahilingan na i-reset ang password. Hindi pa nababago ang inyong password.
password-reset-link-p2 = Mangyaring pindutin ang button o buksan ang nakasulat na address, at magtakda ng bagong password. Kung naka-lock ang inyong account, agad na aalisin ang pagkaka-lock kapag na-reset ang password.
# $expires (date and time)
password-reset-link-p3 = Magagamit ang link na ito hanggang { $expires } (oras sa Japan). Kung lumipas na ang bisa ng link, mangyaring magsimulang muli sa paglalagay ng inyong user ID at email address.
password-reset-link-p4 = Kung hindi kayo ang humiling nito, huwag pansinin ang email na ito. Magagamit pa rin ang kasalukuyang password.
password-reset-link-button = I-reset ang password

## M6 e-mail change link, to the new address

email-change-link-title = Pagpapalit ng email address
email-change-link-p1 = Natanggap namin ang inyong kahilingan na palitan ng address na ito ang nakarehistrong email address. Hindi pa tapos ang pagpapalit.
email-change-link-p2 = Mangyaring pindutin ang button o buksan ang nakasulat na address, at tapusin ang pagpapalit sa lalabas na screen. Hangga’t hindi pa ito tapos, sa dating email address ipapadala ang aming mga email.
# $expires (date and time)
email-change-link-p3 = Magagamit ang link na ito hanggang { $expires } (oras sa Japan). Kung lumipas na ang bisa ng link, mangyaring magsimulang muli sa paglalagay ng inyong email address.
email-change-link-p4 = Kung hindi kayo ang humiling nito, huwag pansinin ang email na ito. Walang mababago.
email-change-link-button = Palitan ang email address

## M7 password changed

password-changed-title = Napalitan ang password
# $when (date and time)
password-changed-p1 = Napalitan ang inyong password noong { $when } (oras sa Japan).
password-changed-p2 = Para maprotektahan ang inyong account, na-log out kayo sa lahat ng ibang device. Mangyaring mag-log in muli roon gamit ang bagong password.
password-changed-p3 = Kung hindi kayo ang gumawa nito, maaaring may ibang nagpalit ng inyong password. Mangyaring i-reset agad ang password at makipag-ugnayan sa System Help Desk.
password-changed-button = I-reset ang password

## M10 e-mail change, to the old address: at the request

email-change-requested-title = Paunawa sa pagpapalit ng email address: hiniling
# $when (date and time)
email-change-requested-p1 = Hiniling ang pagpapalit ng inyong nakarehistrong email address noong { $when } (oras sa Japan). Hindi pa ito natatapos: sa address na ito pa rin ipinapadala ang mga email namin.
email-change-requested-p2 = Kung kayo ang gumawa nito, wala kayong kailangang gawin.
# $expires (date and time)
email-change-requested-p3 = Kung hindi kayo ang gumawa nito, mangyaring pindutin ang button sa lalong madaling panahon. Magagamit ang button hanggang { $expires } (oras sa Japan). Kapag pinindot ninyo ito, ititigil ang pagpapalit ng email address at mala-log out kayo sa lahat ng device. Pagkatapos, i-reset ang password bago gamitin muli ang sistema.
email-change-requested-button = Hindi ako ang gumawa nito

## M10 e-mail change, to the old address: at the change

email-change-completed-title = Paunawa sa pagpapalit ng email address: natapos
# $when (date and time)
email-change-completed-p1 = Natapos ang pagpapalit ng inyong nakarehistrong email address noong { $when } (oras sa Japan). Hindi na ipapadala sa address na ito ang mga email namin.
email-change-completed-p2 = Kung kayo ang gumawa nito, wala kayong kailangang gawin.
# $expires (date and time)
email-change-completed-p3 = Kung hindi kayo ang gumawa nito, mangyaring pindutin ang button sa lalong madaling panahon. Magagamit ang button hanggang { $expires } (oras sa Japan). Kapag pinindot ninyo ito, babawiin ang pagpapalit, gagamitin muli ang address na ito, at mala-log out kayo sa lahat ng device. Pagkatapos, i-reset ang password bago gamitin muli ang sistema.
email-change-completed-button = Hindi ako ang gumawa nito

## M11 other information changed

contact-changed-title = Nabago ang impormasyon ng gumagamit
# $when (date and time)
contact-changed-p1 = Nabago ang impormasyon ng gumagamit sa inyong account noong { $when } (oras sa Japan). Para makita ito, mag-log in at piliin ang “Tingnan ang impormasyon ng gumagamit” sa “Aking pahina”.
contact-changed-p2 = Kung hindi kayo ang gumawa nito, mangyaring palitan agad ang password at makipag-ugnayan sa System Help Desk.
contact-changed-by-bureau = Kung may mali sa pagbabago, mangyaring makipag-ugnayan sa System Help Desk.
contact-changed-button = Mag-log in

## M12 certificate cancelled

certificate-cancelled-title = Kinansela ang sertipiko
# $number, $holder (strings)
certificate-cancelled-p1 = Kinansela ng Panrehiyong Kawanihan ng Imigrasyon ang Certificate of Eligibility ni { $holder } (numero { $number }) na ipinadala namin sa inyo sa email.
certificate-cancelled-p2 = Hindi magagamit ang sertipikong ito sa pag-aaplay ng visa o sa paghiling ng pagpasok sa Japan. Kung naipasa ninyo sa iba ang email ng sertipiko, mangyaring ipaalam ito sa kanila.
certificate-cancelled-p3 = Hindi na kailangang irehistro ang pagtanggap. Para sa mga detalye, mangyaring magtanong sa Panrehiyong Kawanihan ng Imigrasyon kung saan kayo nag-aplay.

## Account locked

account-locked-title = Naka-lock ang account
# $until (date and time)
account-locked-p1 = Limang beses na sunod-sunod na mali ang inilagay na password, kaya na-lock ang inyong account. Hindi kayo makakapag-log in hanggang { $until } (oras sa Japan).
account-locked-p2 = Aalisin ang pagkaka-lock pagkalipas ng oras na iyon. Kapag ni-reset ninyo ang password, agad itong aalisin.
account-locked-p3 = Kung hindi kayo ang naglagay nito, maaaring may ibang nagtangkang mag-log in. Kung gayon, iminumungkahi naming i-reset ninyo ang password.
account-locked-button = I-reset ang password

## Account locked, but not for the browsers and apps in which its owner has logged in before

account-locked-for-strangers-title = Naka-lock ang account
# $until (date and time)
account-locked-for-strangers-p1 = Limang beses na sunod-sunod na mali ang inilagay na password, kaya na-lock ang inyong account hanggang { $until } (oras sa Japan). Makakapag-log in pa rin kayo sa mga browser at app kung saan nakapag-log in na kayo dati.
account-locked-for-strangers-p2 = Sa ibang browser at app, makakapag-log in kayo pagkalipas ng oras na iyon. Kapag ni-reset ninyo ang password, agad na aalisin ang pagkaka-lock.
account-locked-for-strangers-p3 = Kung hindi kayo ang naglagay nito, maaaring may ibang nagtangkang mag-log in. Kung gayon, iminumungkahi naming i-reset ninyo ang password.

## One browser or app locked, and not the account

browser-locked-title = Naka-lock ang pag-log in sa isang browser o app
# $until (date and time)
browser-locked-p1 = Sa isang browser o app kung saan nakapag-log in na kayo dati, limang beses na sunod-sunod na mali ang inilagay na password. Hindi kayo makakapag-log in doon hanggang { $until } (oras sa Japan). Hindi apektado ng pagkaka-lock na ito ang ibang browser at app.
browser-locked-p2 = Aalisin ang pagkaka-lock pagkalipas ng oras na iyon. Kapag ni-reset ninyo ang password, agad itong aalisin.
browser-locked-p3 = Kung hindi kayo ang naglagay nito, maaaring may ibang gumamit ng inyong device. Kung gayon, iminumungkahi naming i-reset ninyo ang password.

## M8 certificate

# $title (Japanese, a setting), $number, $system (strings). Every language keeps the Japanese title in front.
certificate-subject = 【{ $title }】{ $number } Sertipiko ng Pagiging Kuwalipikado (Certificate of Eligibility) - { $system }
# $title (Japanese, a setting)
certificate-title = 【{ $title }】Sertipiko ng Pagiging Kuwalipikado (Certificate of Eligibility)
# $number, $holder (strings)
certificate-p1 = Ang email na ito ang Certificate of Eligibility ni { $holder } (numero { $number }). Ang email mismo ang sertipiko.
# $register_by (date): the seventh day after the mail; $deadline (date): the last day of validity
certificate-summary = Mangyaring pindutin ang button, mag-log in, at irehistro ang pagtanggap nang hindi lalampas sa { $register_by }. May bisa ang sertipiko hanggang { $deadline }.
certificate-p2 = Mangyaring itago nang mabuti ang email na ito. Maaari itong ipasa at i-print. Sa pag-aaplay ng visa at sa paghiling ng pagpasok sa Japan, ipakita ang email na ito sa screen o isumite ang naka-print na kopya.
certificate-label-number = Numero ng Certificate of Eligibility
certificate-label-holder-name = Pangalan
certificate-label-nationality = Nasyonalidad/Rehiyon
certificate-label-sex = Kasarian
certificate-label-birth-date = Kaarawan
certificate-label-status-of-residence = Istado ng paninirahan
certificate-label-period-of-stay = Panahon ng pananatili
certificate-label-issued-on = Petsa ng pag-isyu
certificate-label-valid-until = May bisa hanggang
certificate-label-issuing-bureau = Panrehiyong Kawanihan ng Imigrasyon na nag-isyu
certificate-label-application-number = Numero ng aplikasyon
sex-male = Lalaki
sex-female = Babae
certificate-notes-heading = Mga paalala
certificate-note-1 = Ang sertipikong ito mismo ay hindi pahintulot na makapasok sa Japan. Bago pumasok, kailangang kumuha ng visa sa embahada o konsulado heneral ng Japan sa ibang bansa.
certificate-note-2 = Mawawalan ng bisa ang sertipikong ito maliban kung makakuha ng visa at humiling ng pagpasok sa Japan ang may-ari nito sa loob ng tatlong buwan mula sa petsa ng pag-isyu.
certificate-note-3 = Hindi ginagarantiyahan ng sertipikong ito ang pahintulot na makapasok. Maaaring tanggihan ang pagpasok kung hindi natugunan ang iba pang kondisyon sa pagpasok o kung nagbago ang mga pangyayari.
# The page and the code are beside it on the certificate.
certificate-check = Gamit ang numero at ang check code, makukumpirma ninuman sa nakasulat na pahina na tunay ang sertipikong ito at hindi ito kinansela.
certificate-label-check-page = Pahina ng pagkumpirma
certificate-label-check-code = Check code
certificate-request-1 = Kapag natanggap ninyo ang email na ito, mangyaring mag-log in sa Online na Sistema ng Aplikasyon sa Paninirahan at irehistro ang pagtanggap sa loob ng pitong araw mula nang ipadala ito. Ang may hawak ng user ID ang gagawa nito. Hindi ito kailangang gawin ng taong pinagpasahan ng email na ito.
# $deadline (date): the last day of validity
certificate-request-2 = Kung hindi nairehistro ang pagtanggap sa loob ng pitong araw mula nang ipadala ang email na ito, magpapadala kami ng paalala. Pagkatapos, magpapadala kami ng isa pa kada pitong araw hanggang sa mairehistro ang pagtanggap, o hanggang lumipas ang tatlong buwan mula sa petsa ng pag-isyu (hanggang { $deadline }).
certificate-button = Irehistro ang pagtanggap

## M9 follow-up

receipt-reminder-title = Mangyaring irehistro ang pagtanggap
# $number (string), $requested (date and time)
receipt-reminder-p1 = Hindi pa nairerehistro ang pagtanggap ng Certificate of Eligibility (numero { $number }) na ipinadala namin sa email noong { $requested } (oras sa Japan).
receipt-reminder-p2 = Mangyaring pindutin ang button o buksan ang nakasulat na address, mag-log in, at pindutin ang “Irehistro ang pagtanggap” para sa sertipikong ito sa listahan ng pagpaparehistro ng pagtanggap.
# $deadline (date): the last day of validity
receipt-reminder-p3 = Hangga’t hindi pa nairerehistro ang pagtanggap, ipapadala namin ang email na ito kada pitong araw, hanggang { $deadline }, ang huling araw ng bisa ng sertipiko.
receipt-reminder-p4 = Kung nairehistro na ninyo ang pagtanggap, huwag pansinin ang email na ito.
receipt-reminder-p5 = Kung hindi ninyo natanggap ang email ng sertipiko, mangyaring tingnan ang spam folder. Kung wala roon, makipag-ugnayan sa System Help Desk.
receipt-reminder-button = Pumunta sa pagpaparehistro ng pagtanggap

## User types, in the list of user IDs

user-type-foreign-national = Dayuhan (aplikante)
user-type-legal-representative = Legal na kinatawan
user-type-legal-specialist = Abogado / gyosei shoshi
user-type-organization-staff = Empleyado ng institusyon na kinabibilangan
user-type-counter-applicant = Aplikante (sa counter) para sa elektronikong Certificate of Eligibility
