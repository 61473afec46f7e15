# Uketori: messages of the API, Korean.
# Draft: no native speaker has read this file yet.
# All texts read against English and Japanese by a second reader, 2026-11; not yet by a native speaker.
# Keys and variables are the same in all eight languages.

## Answers to forms and operations (ErrorCode)

error-required = 필수 항목입니다. 입력하거나 선택해 주세요.
error-invalid-format = 입력 형식이 올바르지 않습니다. 입력 내용을 확인해 주세요.
# $min (number): the smallest number of characters
error-too-short = { $min }자 이상 입력해 주세요.
# $max (number): the largest number of characters
error-too-long = { $max }자 이내로 입력해 주세요.
error-confirmation-mismatch = 두 입력 내용이 일치하지 않습니다. 두 입력란에 같은 내용을 입력해 주세요.
error-not-in-list = 선택해 주세요.
error-date-in-future = 미래의 날짜는 입력할 수 없습니다. 오늘(일본 시간) 또는 그 이전의 날짜를 입력해 주세요.
error-password-needs-uppercase = 비밀번호에 영문 대문자(A-Z)를 1자 이상 포함해 주세요.
error-password-needs-lowercase = 비밀번호에 영문 소문자(a-z)를 1자 이상 포함해 주세요.
error-password-needs-number = 비밀번호에 숫자(0-9)를 1자 이상 포함해 주세요.
# $symbols (string): the symbols allowed, separated by spaces
error-password-needs-symbol = 비밀번호에 다음 기호 중 하나 이상을 포함해 주세요: { $symbols }
error-password-character-not-allowed = 비밀번호에 사용할 수 없는 문자가 있습니다. 영문 대문자, 영문 소문자, 숫자, 다음 기호만 사용할 수 있습니다: $ % & = @ _ # * + - ? !
error-password-too-common = 추측하기 쉬운 비밀번호입니다. 다른 비밀번호를 입력해 주세요.
error-password-contains-personal-data = 비밀번호에 성명, 이용자 ID, 이메일 주소, 전화번호 등 개인정보를 포함할 수 없습니다. 다른 비밀번호를 입력해 주세요.
error-terms-not-agreed = 이용약관을 읽고 동의해 주세요.
error-terms-outdated = 이용약관이 변경되었습니다. 새 이용약관을 읽고 다시 동의해 주세요.
error-link-unknown = 올바르지 않은 링크입니다. 이메일에 적힌 주소 전체로 접속하셨는지 확인해 주세요.
error-link-expired = 링크의 유효기간이 지났습니다. 이후의 절차는 이 링크가 적힌 이메일을 확인해 주세요. 이메일에 안내가 없으면 시스템 헬프데스크에 문의해 주세요.
error-link-used = 이미 사용된 링크입니다.
error-link-replaced = 새 이메일이 발송되어 이 링크는 더 이상 유효하지 않습니다. 가장 최근에 받은 이메일의 링크를 열어 주세요.
error-link-revoked = 이 이메일이 발송된 후 비밀번호나 이메일 주소 등 계정 정보가 변경되어 링크가 더 이상 유효하지 않습니다. 새 이메일은 발송되지 않았습니다. 로그인해 주세요. 비밀번호를 잊으셨다면 로그인 화면에서 재설정해 주세요. 본인이 변경하지 않으셨다면 시스템 헬프데스크에 문의해 주세요.
error-step-unknown = 유효하지 않은 작업입니다. 변경된 내용은 없습니다. 입력 화면부터 다시 진행해 주세요.
error-step-expired = 입력 내용을 확인한 후 시간이 너무 많이 지나 계속 진행할 수 없습니다. 변경된 내용은 없습니다. 입력 내용을 다시 확인해 주세요.
error-step-used = 이미 완료된 작업입니다. 다시 하실 필요가 없습니다.
error-idempotency-key-reused = 같은 요청 키가 다른 내용의 요청에 이미 사용되었습니다. 화면을 다시 열고 한 번 더 시도해 주세요.
error-not-available = 이 계정에서는 이용할 수 없는 기능입니다.
error-email-unchanged = 현재 등록된 이메일 주소와 같습니다. 변경하려면 다른 이메일 주소를 입력해 주세요.
error-invalid-credentials = 이용자 ID 또는 비밀번호를 확인할 수 없습니다. 두 가지를 모두 확인해 주세요. 비밀번호를 5회 연속 잘못 입력하면 계정이 24시간 동안 잠깁니다. 비밀번호를 재설정하면 잠금이 바로 해제됩니다.
error-current-password-wrong = 현재 비밀번호가 올바르지 않습니다. 확인한 후 다시 입력해 주세요. 비밀번호를 5회 연속 잘못 입력하면 계정이 24시간 동안 잠깁니다. 비밀번호를 재설정하면 잠금이 바로 해제됩니다.
error-rate-limited = 짧은 시간에 너무 많이 시도하셨습니다. 잠시 후 다시 시도해 주세요.
error-overloaded = 현재 시스템이 매우 혼잡합니다. 잠시 후 다시 시도해 주세요.
error-not-logged-in = 로그인해 주세요.
error-session-expired = 로그인 상태가 종료되었습니다. 다시 로그인해 주세요.
error-session-expired-idle = 3시간 넘게 사용하지 않아 자동으로 로그아웃되었습니다. 다시 로그인해 주세요.
error-session-expired-absolute-limit = 로그인을 유지할 수 있는 최대 시간이 지나 자동으로 로그아웃되었습니다. 다시 로그인해 주세요.
error-session-expired-logged-out = 로그아웃되었습니다. 계속하려면 다시 로그인해 주세요.
error-session-expired-ended-elsewhere = 다른 기기에서 또는 지방출입국재류관리국에서 이 로그인을 종료했거나 동시에 로그인할 수 있는 수를 초과하여 로그아웃되었습니다. 다시 로그인해 주세요. 짐작 가는 일이 없으시면 비밀번호를 재설정해 주세요.
error-session-expired-password-changed = 비밀번호가 변경되어 로그아웃되었습니다. 새 비밀번호로 로그인해 주세요. 본인이 변경하지 않으셨다면 비밀번호를 재설정하고 시스템 헬프데스크에 문의해 주세요.
error-session-expired-email-changed = 등록된 이메일 주소가 변경되었거나 변경이 취소되어 로그아웃되었습니다. 다시 로그인해 주세요. 본인이 하지 않으셨다면 시스템 헬프데스크에 문의해 주세요.
error-absolute-limit = 로그인을 유지할 수 있는 최대 시간이 지나 더 이상 연장할 수 없습니다. 다시 로그인해 주세요.
error-session-open = 재류신청 온라인 시스템이 열려 있는 상태에서는 비밀번호를 설정할 수 없습니다. 로그아웃하고 시스템 창을 모두 닫은 후 이메일의 링크를 다시 열어 주세요. 링크는 계속 사용할 수 있습니다.
error-reauthentication-required = 계정 보호를 위해 현재 비밀번호를 입력해 주세요.
error-not-found = 해당하는 항목을 찾을 수 없습니다. 입력 내용을 확인해 주세요.
error-cancelled = 이 재류자격인정증명서는 지방출입국재류관리국이 취소하였으므로 수령 등록을 할 수 없습니다.

## Requests that could not be carried out (extensions.code)

request-graphql-parse-failed = 요청의 구문에 오류가 있습니다.
request-graphql-validation-failed = 요청이 스키마에 맞지 않습니다.
request-bad-user-input = 요청의 변수 값이 올바르지 않습니다.
request-operation-resolution-failure = 실행할 작업을 확인할 수 없습니다. 작업 이름을 확인해 주세요.
request-bad-request = 요청 형식이 올바르지 않습니다.
request-persisted-query-not-found = 지정한 쿼리가 저장되어 있지 않습니다.
# Programs compare this text. It is the same in every language.
request-persisted-query-not-supported = PersistedQueryNotSupported
request-query-too-deep = 쿼리의 중첩이 너무 깊습니다.
request-query-too-complex = 쿼리가 너무 복잡합니다.
request-document-too-large = 요청 데이터가 너무 큽니다.
request-rate-limited = 요청 횟수가 너무 많습니다. 잠시 후 다시 시도해 주세요.
request-forbidden = 허용되지 않은 작업입니다.
request-unauthenticated = 인증 정보가 올바르지 않습니다. 다시 로그인해 주세요.
request-overloaded = 현재 시스템이 매우 혼잡합니다. 잠시 후 다시 시도해 주세요.
request-service-unavailable = 현재 시스템을 이용할 수 없습니다. 잠시 후 다시 시도해 주세요.
request-internal-server-error = 시스템에 문제가 발생했습니다. 잠시 후 다시 시도해 주세요.

## What a field expects (message of INVALID_FORMAT when the field is known)

hint-email = 이메일 주소는 반각 영문자, 숫자, 기호로 60자 이내로 입력해 주세요. 예: user@example.com
hint-name = 성명은 반각 영문 대문자로 104자 이내로 입력하고, 단어 사이는 반각 공백 하나로 띄어 주세요. 예: HOUMU TARO
hint-phone-number = 전화번호는 일본 국내에서 전화를 걸 때의 번호를 반각 숫자 9~12자리로 입력해 주세요. 예: 0312345678
hint-password = 비밀번호는 10~20자로, 영문 대문자, 영문 소문자, 숫자, 기호($ % & = @ _ # * + - ? !)를 각각 1자 이상 사용해 입력해 주세요.
hint-street = 동네 이름·번지 등은 전각 문자로 80자 이내로 입력해 주세요. 이모지 등 일부 문자는 사용할 수 없습니다. 예: １－１－１　緑ヶ関ハイツ２０２号
hint-postal-code = 우편번호는 반각 숫자 7자리로 입력해 주세요. 예: 100-0001
hint-birth-date = 생년월일은 실제로 존재하는 과거의 날짜를 연, 월, 일 순서로 입력해 주세요. 예: 2000-01-01
hint-user-id = 이용자 ID는 이메일에 적힌 그대로 반각 영문자와 숫자로 입력해 주세요. 예: hdlpf38617

## Names of fields (UserError.fieldLabel)

field-user-id = 이용자 ID
field-type = 이용자 구분
field-name = 성명(영문)
field-sex = 성별
field-birth-date = 생년월일
field-postal-code = 우편번호
field-municipality-code = 일본 내 주소(도도부현·시구정촌)
field-street = 일본 내 주소(동네 이름·번지 등)
field-phone-number = 전화번호
field-email = 이메일 주소
field-email-confirmation = 이메일 주소(확인용)
field-password = 비밀번호
field-password-confirmation = 비밀번호(확인용)
field-current-password = 현재 비밀번호
field-agreed-terms-version = 이용약관 동의
field-language = 언어
field-color-scheme = 화면 색상
field-certificate-number = 증명서 번호
field-token = 이메일의 링크
field-step-token = 입력 내용 확인
field-id = 로그인 중인 기기
field-idempotency-key = 요청 키

## Names of fields of the officers' forms (UserError.fieldLabel)

field-officer-name = 직원 이름
field-officer-id = 직원
field-role = 권한
field-totp-code = 인증 코드
field-recovery-code = 복구 코드
field-second-factor = 인증 코드 또는 복구 코드
field-enrolment-code = 등록 코드
field-proposal-id = 제안
field-certificates = 증명서
field-holder-name = 증명서의 성명
field-nationality = 국적·지역
field-status-of-residence = 재류자격
field-period-of-stay = 재류기간
field-issued-on = 교부일
field-issuing-bureau = 교부한 지방출입국재류관리국
field-application-number = 신청 번호
field-reason = 이유
field-notice = 공지사항
field-from = 시작 시점
field-until = 종료 시점
field-texts = 공지사항의 글
field-title = 제목
field-body = 본문
field-expected-version = 불러온 버전
field-ids = 이메일
field-kind = 이메일 종류

## Notices of an account (AccountNoticeCode)

# $number (string): the number of the certificate
notice-certificate-not-delivered = 재류자격인정증명서({ $number }) 이메일이 등록된 이메일 주소로 전달되지 않았습니다. 등록된 이메일 주소를 확인하고, 잘못되었거나 더 이상 사용하지 않는 경우에는 변경해 주세요. 그런 다음 시스템 헬프데스크에 연락하여 증명서를 다시 보내 달라고 요청해 주세요.

## What happened to an account (ActivityAction)

activity-account-registered = 계정 등록
activity-account-imported = 다른 시스템에서 계정 이전
activity-first-password-set = 첫 비밀번호 설정
activity-logged-in = 로그인
activity-login-refused = 로그인 실패
activity-account-locked = 계정 잠금(비밀번호를 5회 연속 잘못 입력)
activity-device-locked = 브라우저 또는 앱 하나의 로그인 잠금(비밀번호를 5회 연속 잘못 입력)
activity-logged-out = 로그아웃
activity-session-ended = 로그인 하나 종료
activity-other-sessions-ended = 다른 모든 로그인 종료
activity-reauthenticated = 비밀번호 재확인
activity-reauthentication-refused = 비밀번호 재확인 실패
activity-password-reset-requested = 비밀번호 재설정 신청
activity-password-reset = 비밀번호 재설정
activity-password-changed = 비밀번호 변경
activity-email-change-started = 이메일 주소 변경 신청
activity-email-change-withdrawn = 이메일 주소 변경 철회
activity-email-changed = 이메일 주소 변경
activity-change-disavowed = ‘본인이 하지 않았습니다’ 링크로 변경 취소
activity-contact-details-changed = 연락처 변경
activity-preferences-changed = 언어 또는 색상 변경
activity-data-exported = 계정 데이터 내보내기
activity-account-closed = 계정 폐쇄
activity-certificate-issued = 재류자격인정증명서 교부
activity-certificate-resent = 재류자격인정증명서 재발송
activity-certificate-cancelled = 지방출입국재류관리국의 재류자격인정증명서 취소
activity-receipt-registered = 재류자격인정증명서 수령 등록
activity-certificate-checked = 인쇄된 재류자격인정증명서 확인 조회
activity-account-read = 지방출입국재류관리국의 계정 열람
activity-account-unlocked = 지방출입국재류관리국의 계정 잠금 해제
activity-account-sessions-ended = 지방출입국재류관리국의 로그인 종료
activity-account-corrected = 지방출입국재류관리국의 이용자정보 정정
activity-mails-read = 지방출입국재류관리국의 이메일 발송 상황 열람
activity-mail-resent = 지방출입국재류관리국의 이메일 재발송
activity-mail-dropped = 지방출입국재류관리국의 이메일 발송 취소
activity-suppression-lifted = 지방출입국재류관리국의 이메일 발송 중지 해제
activity-audit-read = 지방출입국재류관리국의 계정 기록 열람
activity-password-withdrawn = 백업에서 시스템을 복원하여 안전을 위해 비밀번호 삭제
activity-other = 기타 작업
# An operation that was refused. $label (string): the operation, one of the texts above
activity-refused = { $label }(거부됨)

## User types

user-type-foreign-national-label = 외국인 본인(신청인)
user-type-foreign-national-guide = 본인이 직접 신청하는 외국인
user-type-legal-representative-label = 법정대리인 등
user-type-legal-representative-guide = 가족 또는 법정대리인
user-type-legal-specialist-label = 변호사·행정서사
user-type-legal-specialist-guide = 변호사 또는 행정서사
user-type-organization-staff-label = 소속기관 등의 직원
user-type-organization-staff-guide = 소속기관, 특정기능 소속기관, 등록지원기관, 일본어교육기관의 직원
user-type-counter-applicant-label = (창구 신청) 재류자격인정증명서 전자 교부 희망자
user-type-counter-applicant-guide = 지방출입국재류관리국 창구에서 재류자격인정증명서 교부를 신청하고 이메일로 받기를 희망하는 분(‘이용자정보 등록’ 화면에서 등록해 주세요)

## Status of the registration of receipt

receipt-status-not-registered = 수령 미등록
receipt-status-registered = 수령 등록 완료
receipt-status-cancelled = 지방출입국재류관리국이 취소함

## The public check of a certificate

certificate-check-valid = 이 증명서는 지방출입국재류관리국이 교부한 것으로 유효합니다. 아직 수령 등록이 되지 않았습니다.
certificate-check-registered = 이 증명서는 지방출입국재류관리국이 교부한 것으로 유효합니다. 수령 등록이 완료되었습니다.
certificate-check-cancelled = 이 증명서는 지방출입국재류관리국이 취소하였습니다. 더 이상 사용할 수 없습니다.
certificate-check-past-validity = 이 증명서는 지방출입국재류관리국이 교부한 것이지만 3개월의 유효기간이 지났습니다.
certificate-check-not-found = 이 번호와 코드에 해당하는 증명서가 없습니다. 증명서의 기재 내용과 일치하는지 확인해 주세요.

## The top page's footer, and what stands around every page

site-title = 재류신청 온라인 시스템 및 전자신고 시스템
# $hours (string): the hours on weekdays, e.g. 9:00-17:00
site-help-desk-hours = 평일 { $hours }(연말연시 제외). 이메일은 24시간 365일 접수합니다.
site-procedure-contact = 절차에 관한 문의는 가까운 지방출입국재류관리국에 전화해 주세요.
site-disclaimer = 이 시스템은 일본 출입국재류관리청이 운영하는 것이 아닙니다.
site-link-agency = 일본 출입국재류관리청 홈페이지
site-link-bureaus = 지방출입국재류관리국 목록(전화번호)
site-link-guide = 이용 매뉴얼
site-link-who-can-register = 온라인으로 이용자 등록을 할 수 있는 분
site-link-before-registration = 이용자 등록을 위한 준비 절차
site-link-card-software = JPKI 이용자 클라이언트 소프트웨어

## The procedures of "Search for Application Procedures"

procedure-in-person-application-title = 재류자격인정증명서 창구 신청
procedure-in-person-application-summary = 지방출입국재류관리국 창구에서 재류자격인정증명서 교부를 신청하면서 이메일로 받기를 희망한다고 알립니다. 이용자 ID가 필요합니다.
procedure-user-registration-title = 이용자 등록
procedure-user-registration-summary = 이메일 주소와 이용자정보를 등록하고 이용자 ID를 발급받습니다.
procedure-counter-registration-title = 이용자정보 등록(창구 신청)
procedure-counter-registration-summary = (창구 신청) 재류자격인정증명서 전자 교부 희망자가 성명, 생년월일, 일본 내 주소, 연락처를 등록하고 이용자 ID를 발급받습니다. 비밀번호는 이메일에 적힌 URL에서 설정합니다.
procedure-receipt-registration-title = 재류자격인정증명서 수령 등록
procedure-receipt-registration-summary = 이메일로 재류자격인정증명서를 받은 후, 로그인하여 수령 등록을 합니다.
procedure-user-information-title = 이용자정보 확인 및 변경
procedure-user-information-summary = 등록된 이용자정보를 확인하고 이메일 주소, 비밀번호, 전화번호 등을 변경합니다.
procedure-forgotten-login-title = 이용자 ID 또는 비밀번호를 잊으신 경우
procedure-forgotten-login-summary = 이메일로 이용자 ID를 받거나 비밀번호를 재설정합니다. 재설정하면 계정 잠금도 바로 해제됩니다.

## Answers to officers (ErrorCode of officer.graphql)

officer-error-invalid-credentials = 이름, 비밀번호, 인증 코드를 확인할 수 없습니다. 입력 내용을 확인하고 다시 시도해 주세요. 인증 코드는 한 번만 사용할 수 있습니다. 연속으로 잘못 입력하면 로그인이 5회에 5분, 10회에 1시간, 15회에 24시간 동안 잠깁니다.
officer-error-current-password-wrong = 현재 비밀번호 또는 인증 코드가 올바르지 않습니다. 입력 내용을 확인하고 다시 시도해 주세요. 인증 코드는 한 번만 사용할 수 있습니다. 연속으로 잘못 입력하면 로그인이 5회에 5분, 10회에 1시간, 15회에 24시간 동안 잠깁니다.
officer-error-enrolment-code-invalid = 이 등록 코드는 사용할 수 없습니다. 관리자에게 새 코드를 요청해 주세요.
officer-error-totp-code-wrong = 인증 코드가 올바르지 않습니다. 휴대전화의 시각과 표시된 코드를 확인해 주세요.
officer-error-second-officer-required = 이 작업은 다른 직원이 해야 합니다. 이 작업을 시작한 직원과, 관련 직원을 등록하거나 초대한 직원은 할 수 없습니다.
officer-error-officer-name-taken = 이 이름의 직원이 이미 있거나 과거에 있었습니다. 같은 이름은 다시 사용할 수 없습니다. 다른 이름을 입력해 주세요.
officer-error-role-already-there = 이 직원에게 이미 이 권한이 부여되었거나 부여가 제안되어 있습니다.
officer-error-account-unknown = 이 이용자 ID의 유효한 계정이 없습니다. 전자 교부 희망 신청서와 대조해 주세요.
officer-error-certificate-number-taken = 이 증명서 번호는 이미 다른 증명서에 사용되었습니다.
officer-error-certificate-number-twice = 앞의 행에 같은 증명서 번호가 있습니다.
officer-error-certificate-expired = 이 증명서는 3개월의 유효기간이 지났으므로 발송하지 않습니다.
# $max (number): how many at most
officer-error-too-many-certificates = 한 번에 발송할 수 있는 증명서는 { $max }건까지입니다.
officer-error-certificate-cancelled = 이 증명서는 취소되었습니다.
officer-error-mail-on-its-way = 이 증명서의 이메일은 이미 발송 중입니다.
officer-error-notice-withdrawn = 이 공지사항은 철회되었습니다.
# $line (number): the line, from 1
officer-error-markup-not-allowed = { $line }행: 공지사항에 사용할 수 없는 표기입니다. 일반 텍스트, 제목, 강조, 목록, 인용, https:// 또는 mailto:로 시작하는 링크를 사용해 주세요.
officer-error-period-order = 종료 시점은 시작 시점보다 뒤여야 합니다.
officer-error-language-twice = 이 언어의 글이 이미 있습니다.
officer-error-account-closed = 이 계정은 폐쇄되었습니다.
officer-error-changed-meanwhile = 화면을 여신 후에 내용이 변경되었습니다. 이번 입력은 저장되지 않았습니다. 최신 내용을 확인하고, 필요하면 다시 입력해 주세요.
officer-error-already-paused = 이 종류의 이메일 발송은 이미 일시 중지되어 있습니다. 앞서 설정된 일시 중지와 그 이유는 그대로 유지됩니다.
officer-error-mail-state-unsuitable = 이 이메일은 발송 중이거나, 이미 발송되었거나, 종료되어 이 작업을 할 수 없습니다. 최신 상태를 확인해 주세요.
officer-error-mail-no-longer-wanted = 이 이메일은 더 이상 필요하지 않습니다. 예를 들어 링크를 더 이상 사용할 수 없거나, 계정이 폐쇄되었거나, 증명서가 취소되었거나, 수령 등록이 완료되었거나, 다음 안내를 보낼 시기가 된 경우입니다.
officer-error-second-copy-possible = 이 이메일은 이미 도착했을 수 있습니다. 중복되어도 문제가 없는 경우에만 이를 확인하고 재발송해 주세요.
officer-error-address-suppressed = 이 이메일 주소로 보낸 이메일이 반송되어, 이 종류의 이메일은 이 주소로 발송되지 않습니다. 먼저 이메일 주소를 정정하거나 발송 중지를 해제해 주세요.
officer-error-mail-warns-owner = 이 이메일은 계정에 대해 이루어진 작업을 이용자에게 알리는 것이므로, 발송을 기다리는 동안에는 발송을 취소할 수 없습니다.
