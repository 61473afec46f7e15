# Uketori: texts of the mails, Korean.
# Draft: no native speaker has read this file yet.
# All texts read against English and Japanese by a second reader, 2026-11; not yet by a native speaker.
# Keys and variables are the same in all eight languages.
# All dates and times arrive as finished text; times are in Japan time, and "Japan time" is said here.

## Frame of every mail

layout-system-name = 재류신청 온라인 시스템
# Every subject: what the mail is for, then the system, because a telephone cuts the end off.
# $title (of the mail), $system (strings)
layout-subject = [{ $title }] { $system }
# The same about one certificate. $title, $number, $system (strings)
layout-subject-of-certificate = [{ $title }] { $number } { $system }
layout-button-hint = 버튼을 눌러도 화면이 열리지 않으면 다음 주소로 접속해 주세요.
layout-not-you = 본인과 관련이 없는 이메일이라면 아무것도 하지 않으셔도 됩니다.
layout-no-reply = 이 이메일은 자동으로 발송되었습니다. 회신하셔도 답변해 드릴 수 없습니다.
# $phone, $hours, $email (strings)
layout-help-desk = 시스템 이용 문의: 시스템 헬프데스크, 전화 { $phone }({ $hours }), 이메일 { $email }
layout-disclaimer = 이 시스템은 일본 출입국재류관리청이 운영하는 것이 아닙니다.
# $domain (string)
layout-domain = 앞으로 보내 드리는 이메일을 빠짐없이 받으실 수 있도록 ‘{ $domain }’ 도메인의 이메일 수신을 허용해 주세요.
# A period in mails. $count (number)
layout-hours = { $count }시간
# $count (number)
layout-minutes = { $count }분
# Above what the reader of a mail about a certificate finds below it.
layout-details-heading = 자세한 안내
# Above a user ID, which stands alone on its line.
user-id-label = 이용자 ID

## Where a change came from, in mails that tell an owner of one

security-label-when = 일시
# $when (date and time)
security-when = { $when }(일본 시간)
security-label-device = 기기
security-label-place = 장소
# $network (string), e.g. 203.0.113.0/24
security-network = 네트워크 { $network }(국가·지역은 알 수 없음)
# Instead of a device or a place that is not known.
security-unknown = 알 수 없음
# Instead of a place, if officers made the change.
security-at-bureau = 지방출입국재류관리국(직원이 변경)

## M1 registration link

registration-link-title = 이용자 등록 안내
registration-link-p1 = 재류신청 온라인 시스템의 이용자 등록 요청을 접수했습니다. 등록은 아직 완료되지 않았습니다.
registration-link-p2 = 버튼을 누르거나 표시된 주소로 접속하여, 이용자 등록 화면에서 필요한 사항을 입력해 주세요.
# $expires (date and time), $period (layout-hours or layout-minutes)
registration-link-p3 = 이 링크는 { $expires }(일본 시간)까지 유효합니다. 유효기간은 이 이메일이 발송된 후 { $period }입니다. 기한이 지난 경우에는 이메일 주소 입력부터 다시 진행해 주세요.
registration-link-p4 = 요청하신 적이 없다면 이 이메일을 무시해 주세요. 아무것도 등록되지 않습니다.
registration-link-button = 이용자 등록으로 이동

## M2 user ID

user-id-issued-title = 이용자 ID 안내
# $name (string)
user-id-issued-p1 = { $name } 님께
user-id-issued-p2 = 이용자 등록이 완료되었습니다. 이용자 ID는 다음과 같습니다. 잘 보관해 주세요.
user-id-issued-p3 = 지방출입국재류관리국 창구에서 재류자격인정증명서 교부를 신청하고 이메일로 받기를 희망하시는 경우에는, 전자 교부 희망 신청서(일본어 명칭: 「（窓口申請）在留資格認定証明書電子交付希望申出書」)에 이 이용자 ID를 적어 신청할 때 함께 제출해 주세요.
user-id-issued-p4 = 이 등록만으로는 온라인으로 재류신청을 할 수 없습니다.
user-id-issued-p5 = 로그인할 때는 이 이용자 ID와 등록할 때 설정한 비밀번호를 사용해 주세요. 비밀번호는 이 이메일에 적혀 있지 않습니다.
user-id-issued-button = 로그인

## M3 completion of the user information registration, link to the first password

first-password-link-title = 비밀번호 설정 안내
first-password-link-p1 = 이용자정보 등록이 완료되었습니다. 이용자 ID는 다음과 같습니다. 잘 보관해 주세요.
first-password-link-p2 = 다음으로 비밀번호를 설정해 주세요. 그 전에 재류신청 온라인 시스템의 홈페이지나 로그인 화면이 열려 있는 창을 모두 닫아 주세요. 창이 열린 상태에서 비밀번호를 설정하려고 하면 오류가 발생합니다. 그 경우에는 창을 닫은 후 링크를 다시 열어 주세요.
# $expires (date and time)
first-password-link-p3 = 창을 닫은 후 버튼을 누르거나 표시된 주소로 접속해 주세요. 이 링크는 { $expires }(일본 시간)까지 유효합니다. 기한이 지난 경우에는 로그인 화면의 ‘비밀번호를 잊으신 분은 여기를 클릭’을 선택하고 이용자 ID와 이메일 주소를 입력해 주세요. 새 링크를 보내 드립니다.
first-password-link-p4 = 창구에서 재류자격인정증명서 교부를 신청할 때는 전자 교부 희망 신청서(일본어 명칭: 「（窓口申請）在留資格認定証明書電子交付希望申出書」)에 이 이용자 ID를 적어 주세요. 이 등록만으로는 온라인으로 재류신청을 할 수 없습니다.
first-password-link-button = 비밀번호 설정

## M4 user ID notification

user-id-reminder-title = 문의하신 이용자 ID 안내
user-id-reminder-p1 = 문의하신 이용자 ID를 알려 드립니다. 입력하신 이메일 주소와 성명으로 등록된 이용자 ID는 다음과 같습니다.
# One line below each user ID. $type (label of the user type), $registered (date)
user-id-reminder-item = 이용자 구분: { $type }, 등록일: { $registered }
user-id-reminder-p2 = 비밀번호도 잊으셨다면 로그인 화면의 ‘비밀번호를 잊으신 분은 여기를 클릭’을 선택하여 재설정해 주세요.
user-id-reminder-p3 = 문의하신 적이 없다면 이 이메일을 무시해 주세요. 변경된 내용은 없습니다.
user-id-reminder-button = 로그인

## M5 password reset link

password-reset-link-title = 비밀번호 재설정 안내
password-reset-link-p1 = 비밀번호 재설정 요청을 접수했습니다. 비밀번호는 아직 변경되지 않았습니다.
password-reset-link-p2 = 버튼을 누르거나 표시된 주소로 접속하여 새 비밀번호를 설정해 주세요. 계정이 잠겨 있는 경우에는 재설정하면 잠금이 바로 해제됩니다.
# $expires (date and time)
password-reset-link-p3 = 이 링크는 { $expires }(일본 시간)까지 유효합니다. 기한이 지난 경우에는 이용자 ID와 이메일 주소 입력부터 다시 진행해 주세요.
password-reset-link-p4 = 요청하신 적이 없다면 이 이메일을 무시해 주세요. 현재 비밀번호를 그대로 사용하실 수 있습니다.
password-reset-link-button = 비밀번호 재설정

## M6 e-mail change link, to the new address

email-change-link-title = 이메일 주소 변경 안내
email-change-link-p1 = 등록된 이메일 주소를 이 이메일 주소로 변경해 달라는 요청을 접수했습니다. 변경은 아직 완료되지 않았습니다.
email-change-link-p2 = 버튼을 누르거나 표시된 주소로 접속하여, 나타나는 화면에서 변경을 완료해 주세요. 완료될 때까지는 기존 이메일 주소로 이메일을 보내 드립니다.
# $expires (date and time)
email-change-link-p3 = 이 링크는 { $expires }(일본 시간)까지 유효합니다. 기한이 지난 경우에는 이메일 주소 입력부터 다시 진행해 주세요.
email-change-link-p4 = 요청하신 적이 없다면 이 이메일을 무시해 주세요. 아무것도 변경되지 않습니다.
email-change-link-button = 이메일 주소 변경

## M7 password changed

password-changed-title = 비밀번호 변경 알림
# $when (date and time)
password-changed-p1 = { $when }(일본 시간)에 비밀번호가 변경되었습니다.
password-changed-p2 = 계정 보호를 위해 다른 모든 기기에서 로그아웃되었습니다. 다른 기기에서는 새 비밀번호로 다시 로그인해 주세요.
password-changed-p3 = 본인이 변경하지 않으셨다면 다른 사람이 비밀번호를 변경했을 수 있습니다. 바로 비밀번호를 재설정하고 시스템 헬프데스크에 연락해 주세요.
password-changed-button = 비밀번호 재설정

## M10 e-mail change, to the old address: at the request

email-change-requested-title = 이메일 주소 변경 알림(요청 접수)
# $when (date and time)
email-change-requested-p1 = 등록된 이메일 주소의 변경이 { $when }(일본 시간)에 요청되었습니다. 변경은 아직 완료되지 않았으며, 그때까지 이메일은 이 주소로 발송됩니다.
email-change-requested-p2 = 본인이 하셨다면 아무것도 하지 않으셔도 됩니다.
# $expires (date and time)
email-change-requested-p3 = 본인이 하지 않으셨다면 가능한 한 빨리 버튼을 눌러 주세요. 버튼은 { $expires }(일본 시간)까지 유효합니다. 버튼을 누르면 이메일 주소 변경이 중지되고 모든 기기에서 로그아웃됩니다. 그 후 시스템을 다시 이용하시기 전에 비밀번호를 재설정해 주세요.
email-change-requested-button = 본인이 하지 않았습니다

## M10 e-mail change, to the old address: at the change

email-change-completed-title = 이메일 주소 변경 알림(변경 완료)
# $when (date and time)
email-change-completed-p1 = 등록된 이메일 주소의 변경이 { $when }(일본 시간)에 완료되었습니다. 앞으로 이메일은 이 주소로 발송되지 않습니다.
email-change-completed-p2 = 본인이 하셨다면 아무것도 하지 않으셔도 됩니다.
# $expires (date and time)
email-change-completed-p3 = 본인이 하지 않으셨다면 가능한 한 빨리 버튼을 눌러 주세요. 버튼은 { $expires }(일본 시간)까지 유효합니다. 버튼을 누르면 변경이 취소되어 이 주소를 다시 사용하게 되고 모든 기기에서 로그아웃됩니다. 그 후 시스템을 다시 이용하시기 전에 비밀번호를 재설정해 주세요.
email-change-completed-button = 본인이 하지 않았습니다

## M11 other information changed

contact-changed-title = 이용자정보 변경 알림
# $when (date and time)
contact-changed-p1 = { $when }(일본 시간)에 이용자정보가 변경되었습니다. 변경된 내용은 로그인 후 마이페이지의 ‘이용자 정보 확인’에서 확인하실 수 있습니다.
contact-changed-p2 = 본인이 변경하지 않으셨다면 바로 비밀번호를 변경하고 시스템 헬프데스크에 연락해 주세요.
contact-changed-by-bureau = 변경된 내용에 잘못된 점이 있으면 시스템 헬프데스크에 연락해 주세요.
contact-changed-button = 로그인

## M12 certificate cancelled

certificate-cancelled-title = 재류자격인정증명서 취소 알림
# $number, $holder (strings)
certificate-cancelled-p1 = 이메일로 보내 드린 { $holder } 님의 재류자격인정증명서(번호: { $number })를 지방출입국재류관리국이 취소하였습니다.
certificate-cancelled-p2 = 이 증명서는 사증(비자) 신청이나 상륙 신청에 사용할 수 없습니다. 증명서 이메일을 다른 분께 전달하셨다면 그분께도 알려 주세요.
certificate-cancelled-p3 = 수령 등록은 필요하지 않습니다. 자세한 내용은 신청하신 지방출입국재류관리국에 문의해 주세요.

## Account locked

account-locked-title = 계정 잠금 알림
# $until (date and time)
account-locked-p1 = 비밀번호가 5회 연속 잘못 입력되어 계정이 잠겼습니다. { $until }(일본 시간)까지 로그인할 수 없습니다.
account-locked-p2 = 그 시각이 지나면 잠금이 해제됩니다. 비밀번호를 재설정하면 바로 해제됩니다.
account-locked-p3 = 본인이 입력하지 않으셨다면 다른 사람이 로그인을 시도했을 수 있습니다. 이 경우 비밀번호를 재설정하시기를 권해 드립니다.
account-locked-button = 비밀번호 재설정

## Account locked, but not for the browsers and apps in which its owner has logged in before

account-locked-for-strangers-title = 계정 잠금 알림
# $until (date and time)
account-locked-for-strangers-p1 = 비밀번호가 5회 연속 잘못 입력되어 계정이 { $until }(일본 시간)까지 잠겼습니다. 이전에 로그인한 적이 있는 브라우저와 앱에서는 계속 로그인할 수 있습니다.
account-locked-for-strangers-p2 = 그 밖의 브라우저와 앱에서는 그 시각이 지나면 로그인할 수 있습니다. 비밀번호를 재설정하면 잠금이 바로 해제됩니다.
account-locked-for-strangers-p3 = 본인이 입력하지 않으셨다면 다른 사람이 로그인을 시도했을 수 있습니다. 이 경우 비밀번호를 재설정하시기를 권해 드립니다.

## One browser or app locked, and not the account

browser-locked-title = 브라우저 또는 앱의 로그인 잠금 알림
# $until (date and time)
browser-locked-p1 = 이전에 로그인한 적이 있는 브라우저 또는 앱에서 비밀번호가 5회 연속 잘못 입력되었습니다. 그 브라우저 또는 앱에서는 { $until }(일본 시간)까지 로그인할 수 없습니다. 다른 브라우저와 앱은 이 잠금의 영향을 받지 않습니다.
browser-locked-p2 = 그 시각이 지나면 잠금이 해제됩니다. 비밀번호를 재설정하면 바로 해제됩니다.
browser-locked-p3 = 본인이 입력하지 않으셨다면 다른 사람이 기기를 사용했을 수 있습니다. 이 경우 비밀번호를 재설정하시기를 권해 드립니다.

## M8 certificate

# $title (Japanese, a setting), $number, $system (strings). Every language keeps the Japanese title in front.
certificate-subject = 【{ $title }】{ $number } 재류자격인정증명서 - { $system }
# $title (Japanese, a setting)
certificate-title = 【{ $title }】재류자격인정증명서
# $number, $holder (strings)
certificate-p1 = 이 이메일은 { $holder } 님의 재류자격인정증명서(번호: { $number })입니다. 이 이메일 자체가 증명서입니다.
# $register_by (date): the seventh day after the mail; $deadline (date): the last day of validity
certificate-summary = 버튼을 눌러 로그인하신 후 { $register_by }까지 수령 등록을 해 주세요. 증명서의 유효기한은 { $deadline }입니다.
certificate-p2 = 이 이메일을 잘 보관해 주세요. 전달하거나 인쇄할 수도 있습니다. 사증(비자)을 신청할 때와 상륙을 신청할 때는 이 이메일을 화면으로 제시하거나 인쇄하여 제출해 주세요.
certificate-label-number = 재류자격인정증명서 번호
certificate-label-holder-name = 성명
certificate-label-nationality = 국적·지역
certificate-label-sex = 성별
certificate-label-birth-date = 생년월일
certificate-label-status-of-residence = 재류자격
certificate-label-period-of-stay = 재류기간
certificate-label-issued-on = 교부일
certificate-label-valid-until = 유효기한
certificate-label-issuing-bureau = 교부한 지방출입국재류관리국
certificate-label-application-number = 신청 접수번호
sex-male = 남
sex-female = 여
certificate-notes-heading = 주의사항
certificate-note-1 = 이 증명서 자체가 상륙 허가인 것은 아닙니다. 상륙하기 전에 해외에 있는 일본 대사관 또는 총영사관에서 사증(비자)을 받아야 합니다.
certificate-note-2 = 교부일로부터 3개월 이내에 사증(비자)을 받아 상륙 신청을 하지 않으면 이 증명서는 효력을 잃습니다.
certificate-note-3 = 이 증명서는 상륙 허가를 보장하지 않습니다. 다른 상륙 조건에 맞지 않거나 사정이 바뀐 경우에는 상륙이 허가되지 않을 수 있습니다.
# The page and the code are beside it on the certificate.
certificate-check = 이 증명서가 진본이며 취소되지 않았다는 것은, 번호와 확인 코드를 사용하여 표시된 페이지에서 누구나 확인할 수 있습니다.
certificate-label-check-page = 확인 페이지
certificate-label-check-code = 확인 코드
certificate-request-1 = 이 이메일을 받으시면 재류신청 온라인 시스템에 로그인하여, 이메일이 발송된 후 7일 이내에 수령 등록을 해 주세요. 수령 등록은 이용자 ID를 가진 분이 합니다. 이 이메일을 전달받은 분은 하실 필요가 없습니다.
# $deadline (date): the last day of validity
certificate-request-2 = 이 이메일이 발송된 후 7일 이내에 수령 등록이 없으면 안내 이메일을 보내 드립니다. 그 후에도 수령 등록이 없으면 교부일로부터 3개월이 지날 때까지({ $deadline }까지) 7일마다 보내 드립니다.
certificate-button = 수령 등록하기

## M9 follow-up

receipt-reminder-title = 수령 등록을 해 주세요
# $number (string), $requested (date and time)
receipt-reminder-p1 = { $requested }(일본 시간)에 이메일로 보내 드린 재류자격인정증명서(번호: { $number })의 수령 등록이 아직 완료되지 않았습니다.
receipt-reminder-p2 = 버튼을 누르거나 표시된 주소로 접속하여 로그인한 후, 수령 등록 목록에서 이 증명서의 ‘수령 등록하기’를 눌러 주세요.
# $deadline (date): the last day of validity
receipt-reminder-p3 = 수령 등록이 완료될 때까지 이 이메일을 7일마다 보내 드립니다(증명서의 유효기한인 { $deadline }까지).
receipt-reminder-p4 = 이미 수령 등록을 하셨다면 이 이메일을 무시해 주세요.
receipt-reminder-p5 = 증명서 이메일을 받지 못하셨다면 먼저 스팸 메일함을 확인해 주세요. 찾을 수 없으면 시스템 헬프데스크에 문의해 주세요.
receipt-reminder-button = 수령 등록으로 이동

## User types, in the list of user IDs

user-type-foreign-national = 외국인 본인(신청인)
user-type-legal-representative = 법정대리인 등
user-type-legal-specialist = 변호사·행정서사
user-type-organization-staff = 소속기관 등의 직원
user-type-counter-applicant = (창구 신청) 재류자격인정증명서 전자 교부 희망자
