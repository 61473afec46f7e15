# Uketori: texts of the portal, Korean.
# Keys and variables are the same in all eight languages. Only messages, variables and selectors: no terms, no attributes.
# Labels, hints and messages of the API are in api.ftl and are not repeated here.

## Times

# $time (string): HH:MM. $year, $day (strings). $month (number): 1 to 12
moment = { $year }년 { $month }월 { $day }일 { $time }
# $year, $day (strings). $month (number): 1 to 12
day = { $year }년 { $month }월 { $day }일

## Header, footer and menus

# The name of the system in the header and in the page's title
system-name = 재류신청 온라인 시스템
site-title = 재류신청 온라인 시스템 및 전자신고 시스템
skip = 본문으로 이동
menu = 메뉴
home = 홈
procedures-search = 절차 검색
application-situation = 신청 현황 확인
my-page = 마이페이지
login = 로그인
logout = 로그아웃
last-login = 최근 로그인 일시
inquiry = 문의
procedure-contact = 절차에 관한 문의는 가까운 지방출입국재류관리국에 전화해 주세요.
help-desk = 시스템 헬프데스크
help-desk-for = 시스템 조작에 관한 문의
telephone = 전화
change-color-scheme = 색상 변경
scheme-standard = 표준
scheme-blue = 파랑
scheme-yellow = 노랑
scheme-black = 검정
to-top = 페이지 맨 위로
terms = 이용약관
about = 이 포털에 대하여
breadcrumb = 현재 위치
# Above a notice about the account
account-notice = 계정에 관한 알림

## Words of many screens

ok = 확인
cancel = 취소
close = 닫기
back = 뒤로
complete = 완료
confirm = 확인
change = 변경
search = 검색
copy = 복사
copied = 복사했습니다.
go-on = 계속
important = 중요
reference = 참고
required = 필수
loading = 불러오는 중…
checking = 확인 중…
# $seconds (number)
wait-seconds = { $seconds }초 기다려 주세요
# $minutes (number)
wait-minutes = { $minutes }분 기다려 주세요
not-yet = 미등록
please-select = 선택해 주세요
# $name (string): the name of the person
logged-in-as = { $name } 님으로 로그인되어 있습니다.
# $domain (string), e.g. @portal.example.jp
allow-domain = 이메일은 도메인 "{ $domain }"에서 발송됩니다. 계속하기 전에 이 도메인에서 보내는 이메일을 받을 수 있도록 설정해 주세요.
spam-advice = 몇 분이 지나도 이메일이 오지 않으면 스팸 메일함을 확인해 주세요. 일부 휴대전화 통신사의 이메일은 URL이 포함된 이메일을 차단합니다. 설정을 변경하거나 다른 이메일 주소를 사용해 주세요.
email-on-its-way = 이메일을 발송했습니다
# $moment (string)
link-works-until = URL은 { $moment }(일본 시간)까지 유효합니다.
personal-data-use = 등록된 개인정보는 이 전자 신청과 관련된 행정 사무에만 사용됩니다.

## Names of items

user-id = 이용자 ID
user-id-label = 이용자 ID(구: 인증 ID)
user-id-hint = 이용자 ID는 등록 후에 받은 이메일에 적혀 있습니다. 예: hdlpf38617
password = 비밀번호
password-confirmation = 비밀번호(확인용)
present-password = 현재 비밀번호
name = 성명(영문)
phone-number = 전화번호
email = 이메일 주소
email-confirmation = 이메일 주소(확인용)
user-type = 이용자 구분
sex = 성별
male = 남
female = 여
date-of-birth = 생년월일
postal-code = 우편번호
address = 일본 내 주소
address-municipality = 일본 내 주소(도도부현, 시구정촌)
address-street = 일본 내 주소(동네 이름·번지 등)
certificate-number = 재류자격인정증명서 번호
holder-name = 증명서의 성명
email-as-registered = 등록하신 이메일 주소를 입력해 주세요.
name-as-registered = 등록하신 성명을 영문으로 입력해 주세요. 예: HOUMU TARO

## Forms

# The beginning of the page's title while a form has errors
title-error = 오류:
fault-mark = 오류
# Above the list of errors. $count (number): of fields
faults = { $count }개 항목을 확인해 주세요
# $item (string): the name of the field. $message (string)
fault-line = { $item }: { $message }
not-carried-out = 처리하지 못했습니다
steps = 절차의 단계
# $step, $count (numbers)
step-of = 전체 { $count }단계 중 { $step }단계
show-password = 비밀번호 표시
password-rules = 비밀번호의 조건:
# $min, $max (numbers)
password-length = { $min }~{ $max }자
password-uppercase = 영문 대문자(A-Z) 포함
password-lowercase = 영문 소문자(a-z) 포함
password-number = 숫자(0-9) 포함
# $symbols (string): the symbols, separated by spaces
password-symbol = 다음 기호 중 하나 포함: { $symbols }
rule-met = 충족됨
rule-not-met = 아직 충족되지 않음
new-password-text = 새 비밀번호를 입력해 주세요. 4종류의 문자를 모두 사용해야 합니다.
set-password = 비밀번호 설정
return-to-input = < 입력 화면으로 돌아가기
return-to-details = < 상세 정보로 돌아가기
return-to-list = < 목록으로 돌아가기
proceed = 확인 화면으로
register = 등록하기

## Lists

pages-above = 페이지 선택(목록 위)
pages-below = 페이지 선택(목록 아래)
pager-first = 처음
pager-next = 다음
pager-last = 마지막
# $page (number)
pager-page = { $page }페이지

## When something is wrong

not-available = 시스템을 이용할 수 없습니다
trouble-offline = 시스템에 연결할 수 없습니다.
trouble-offline-text = 입력하신 내용은 그대로 남아 있습니다. 인터넷 연결을 확인하고 다시 시도해 주세요.
trouble-offline-check = 인터넷 연결을 확인해 주세요. 연결에 문제가 없으면 시스템이 점검 중일 수 있습니다.
trouble-broken = 시스템에 문제가 발생했습니다.
# $id (string): the number of the request
trouble-request = 시스템 헬프데스크에 문의하실 때 다음 번호를 알려 주세요: { $id }
unloaded-text = 이 화면을 불러오지 못했습니다. 인터넷 연결을 확인하고 페이지를 다시 불러와 주세요.
trouble-stale = 이 페이지가 업데이트되었습니다. 다시 불러와 주세요.
try-again = 다시 시도
load-again = 다시 불러오기
stale-title = 유효하지 않은 조작입니다
stale-text = 이 단계는 이미 완료되었거나 페이지를 다시 불러왔습니다. 변경된 내용은 없습니다. 이전 화면으로 돌아갈 때는 브라우저의 버튼이 아니라 화면의 버튼을 사용해 주세요.
# $userId (string)
replaced-text = 다른 창에서 { $userId }(으)로 로그인했습니다. 여기서 변경된 내용은 없습니다. 페이지를 다시 불러와 주세요.
start-again = 처음부터 다시 하기
not-found-title = 페이지를 찾을 수 없습니다
not-found-text = 주소를 확인해 주세요. 북마크할 수 있는 것은 톱페이지뿐입니다.

## The top page

general-notices = 공지사항
list-of-notices = 공지사항 목록
no-notices = 현재 공지사항이 없습니다.
search-title = 신청 절차 검색
search-text = 키워드나 카테고리로 신청 절차를 검색할 수 있습니다.
search-words = 키워드
online-procedures = 온라인 신청 절차
home-confirm = 신청 절차와 현황을 온라인으로 확인
home-status = 신청 현황 확인
home-status-text = 신청 현황을 확인하고 과거의 신청 정보를 볼 수 있습니다.
new-registration = 신규 등록
home-registration-text = 등록하면 신청 현황을 확인할 수 있고, 신청 정보를 다시 입력하는 수고를 덜 수 있습니다.
register-new = 신규 이용자 등록
register-new-text = 외국인 본인, 변호사·행정서사, 법정대리인 등이 온라인으로 신청하려면 이용자 등록이 필요합니다.
register-new-others = 외국인 본인이나 법정대리인 등이 등록하는 경우에는 ‘외국인 본인·기타’ 버튼을 눌러 주세요.
register-new-specialists = 변호사·행정서사가 등록하는 경우에는 ‘변호사·행정서사’ 버튼을 눌러 주세요.
register-new-counter = 창구에서 재류자격인정증명서 교부를 신청하고 이메일로 받기를 희망하시는 분은 세 번째 버튼을 눌러 주세요.
register-foreign-national = 외국인 본인·기타
register-specialist = 변호사·행정서사
register-counter = (창구 신청) 재류자격인정증명서 전자 교부 희망자
logged-out = 로그아웃했습니다.
account-closed = 계정이 폐지되었습니다.

## Notices, procedures, terms

original-text = 원문(일본어)
current-notices = 현재 공지사항
past-notices = 지난 공지사항
no-past-notices = 지난 공지사항이 없습니다.
# $count (number): of procedures. $words (string): what was searched for
search-count =
    { $count ->
        [0] ‘{ $words }’에 해당하는 절차가 없습니다.
       *[other] ‘{ $words }’에 해당하는 절차가 { $count }건 있습니다.
    }
all-procedures = 모든 절차 보기
terms-language = 이용약관의 언어
terms-original-prevails = 이것은 번역본입니다. 일본어판과 차이가 있는 경우 일본어판이 우선합니다.

## About this portal

about-browsers = 브라우저
about-browsers-text = 이 포털은 Windows, macOS, 태블릿, 스마트폰에서 이용할 수 있습니다. Microsoft Edge를 권장합니다. Google Chrome, Safari, Firefox도 사용할 수 있습니다. JavaScript를 사용하도록 설정해 주세요.
about-accessibility = 접근성
about-accessibility-text = 이 포털은 웹 콘텐츠 접근성 지침(WCAG) 2.2의 AA 수준, 따라서 JIS X 8341-3:2016에도 적합하도록 만들어졌습니다. 키보드만으로도, 화면 낭독기로도 이용할 수 있습니다. 각 페이지 아래에서 대비가 더 높은 색상을 선택할 수 있습니다.
about-accessibility-email-twice = 매뉴얼에 따라 이메일 주소를 두 번 입력하게 되어 있습니다. 두 번째 칸에는 붙여넣을 수 있습니다.
about-accessibility-contact = 이용할 수 없는 부분이 있으면 시스템 헬프데스크에 알려 주세요. 전화번호와 이메일 주소는 각 페이지 아래에 있습니다.
about-languages = 언어
about-languages-text = 기준이 되는 텍스트는 일본어입니다. 포털의 번역은 매뉴얼의 용어집을 바탕으로 작성되었으며, 아직 원어민의 검토를 받지 않았습니다. 이용약관은 일본어와 영어로만 제공됩니다. 일부 공지사항은 일본어로만 제공됩니다.
about-storage = 브라우저에 저장되는 내용
about-storage-text = 브라우저에는 선택하신 언어와 색상, 그리고 로그인을 위한 쿠키만 저장됩니다. 이 포털은 접속 분석을 하지 않으며 다른 사이트에서 아무것도 불러오지 않습니다.
about-licences = 라이선스
about-licences-link = 이 포털에 사용된 소프트웨어의 라이선스

## Login and logout

login-title = 이용자 로그인
# $name (string)
already-logged-in = 이미 { $name } 님으로 로그인되어 있습니다.
may-be-locked = 계정이 잠겼을 수 있습니다. 24시간 기다리시거나 비밀번호를 재설정해 주세요. 재설정하면 잠금이 바로 해제됩니다.
reset-password = 비밀번호 재설정
forgot-user-id = 이용자 ID를 잊으신 분은 여기를 클릭
forgot-password = 비밀번호를 잊으신 분은 여기를 클릭
no-user-id = 이용자 ID가 없으신 분은 신규 등록으로
login-before-2026 = 2025년 12월 31일 이전에 이 시스템에서 인증 ID와 비밀번호를 설정하신 분은 그 ID와 비밀번호로 로그인할 수 있습니다.
login-not-ens = 전자신고 시스템의 이용자 ID와 비밀번호로는 로그인할 수 없습니다.
login-lock = 비밀번호를 5회 연속 잘못 입력하면 계정이 24시간 동안 잠깁니다. 비밀번호를 재설정하면 잠금이 바로 해제됩니다.
logout-title = 이용자 로그아웃 확인
# $name (string)
logout-question = { $name } 님으로 로그인되어 있습니다. 로그아웃하시겠습니까?
logout-none = 로그인되어 있지 않습니다.
session-over = 로그인이 종료되었습니다. 다시 로그인해 주세요.
session-warning = 곧 자동으로 로그아웃됩니다
# $time (string): HH:MM in Japan
session-warning-text = 사용하지 않은 시간이 길어 { $time }(일본 시간)에 자동으로 로그아웃됩니다. ‘확인’을 누르면 3시간 연장됩니다. ‘취소’를 누르면 표시된 시각에 로그아웃됩니다.
# $minutes (number)
session-minutes = { $minutes }분 남았습니다
# $time (string): HH:MM in Japan
session-ends-at = { $time }(일본 시간)에 자동으로 로그아웃됩니다.

## Forgotten user ID or password

forgot-user-id-title = 이메일 주소 입력(이용자 ID 통지)
forgot-user-id-text = 등록하신 이메일 주소와 성명을 입력해 주세요. 그 주소로 이용자 ID를 보내 드립니다.
forgot-user-id-sent = 입력하신 내용이 맞으면 이용자 ID가 적힌 이메일을 받으시게 됩니다.
forgot-password-title = 이용자 ID 입력(비밀번호 재설정)
forgot-password-text = 이용자 ID와 등록하신 이메일 주소를 입력해 주세요. 새 비밀번호를 설정할 수 있는 URL을 보내 드립니다. 계정의 잠금도 해제할 수 있습니다.
forgot-password-sent = 입력하신 내용이 맞으면 새 비밀번호를 설정하는 URL이 적힌 이메일을 받으시게 됩니다. URL은 1시간 동안 유효합니다.
back-to-login = < 로그인으로 돌아가기
reset-title = 비밀번호 재설정
reset-done = 새 비밀번호를 설정했습니다
reset-done-text = 모든 기기에서 로그아웃되었습니다. 계정이 잠겨 있었다면 잠금이 해제되었습니다. 이 이용자 ID와 새 비밀번호로 로그인해 주세요.

## Links in emails

link-title = 사용할 수 없는 링크입니다
link-open-again = 이 페이지는 이메일의 링크로만 열 수 있습니다. 그 링크를 다시 열어 주세요. 아직 사용하지 않으셨다면 링크는 유효합니다.
link-expired = 링크의 유효기간이 지났습니다. 새 이메일을 요청해 주세요.
link-expired-help-desk = 링크의 유효기간이 지났습니다. 시스템 헬프데스크에 문의해 주세요.
link-new-email = 새 이메일 요청하기
link-used = 이미 사용된 링크입니다. 본인이 사용하셨다면 로그인할 수 있습니다.
link-replaced = 새 이메일이 발송되어 이 링크는 더 이상 유효하지 않습니다. 가장 최근에 받은 이메일의 링크를 열어 주세요.
link-revoked = 이메일이 발송된 후 계정 정보가 변경되어 링크가 더 이상 유효하지 않습니다. 새 이메일은 발송되지 않았습니다. 로그인해 주세요. 비밀번호를 잊으셨다면 로그인 화면에서 재설정할 수 있습니다.
link-unknown = 올바르지 않은 링크입니다. 이메일에 적힌 주소 전체로 접속하셨는지 확인해 주세요.
change-email-title = 이메일 주소 변경
change-email-text = 버튼을 누르면 변경이 완료됩니다. 이후의 모든 이메일은 이 링크를 받으신 주소로 발송됩니다.
change-email-done = 이메일 주소가 변경되었습니다
change-email-done-here = 다른 모든 기기에서 로그아웃되었습니다.
change-email-done-logged-out = 모든 기기에서 로그아웃되었습니다. 다시 로그인해 주세요.
not-me-title = 본인이 하지 않았습니다
not-me-text = 버튼을 누르면 이메일 주소 변경이 취소됩니다. 모든 기기에서 로그아웃되고 비밀번호가 삭제됩니다. 그 후 새 비밀번호를 설정해 주세요.
not-me-button = 본인이 하지 않았습니다
not-me-done = 변경을 취소했습니다
not-me-done-text = 이전의 이메일 주소로 되돌렸습니다. 이어서 비밀번호를 재설정해 주세요. 그때까지 아무도 로그인할 수 없습니다.

## Registration by email

step-explanation = 설명
step-address = 이메일 주소
step-email = 이메일
step-details = 이용자정보
step-confirmation = 확인
step-completion = 완료
explanation-title = 이용자 등록 설명
explanation-read = 다음 내용을 반드시 읽어 주세요.
explanation-text = 이용자정보를 등록하면 이후의 절차에서 이용자로 로그인할 수 있습니다. 또한 등록한 정보를 각 절차에서 이용할 수 있어 입력이 간단해집니다. 이 서비스를 반복해서 이용하실 예정이라면 이용자정보 등록을 권장합니다.
explanation-needs = 필요한 것
explanation-needs-email = 지금 이메일을 받을 수 있는 이메일 주소
explanation-needs-details = 영문 성명과 일본 내 전화번호
explanation-needs-time = 약 5분의 시간
explanation-order = 등록에서 수령까지의 흐름
order-user-id = 여기서 등록하고 이용자 ID를 발급받습니다.
order-application = 지방출입국재류관리국 창구에서 신청하고, 이용자 ID를 적어 이메일 교부를 요청합니다.
order-certificate = 심사가 끝나면 재류자격인정증명서가 이메일로 발송됩니다.
order-receipt = 로그인하여 증명서의 수령 등록을 합니다. 등록하지 않으면 7일마다 이메일로 알려 드립니다.
# $type (string): the name of the user type
suggested-type = 이후의 ‘이용자 등록’ 화면에서 이용자 구분 ‘{ $type }’을(를) 선택해 주세요.
terms-of-service = < 이용약관 >
terms-outdated = 이용약관이 변경되었습니다. 새 이용약관을 읽고 다시 동의해 주세요.
agree-means = ‘동의’ 버튼을 누르면 이 설명에 동의하신 것으로 간주합니다.
agree-and-advance = 위 내용을 이해하셨다면 동의하고 진행해 주세요.
agree = 동의
address-input-title = 이메일 주소 입력
enter-email = 이메일 주소를 입력해 주세요.
enter-email-confirmation = 이메일 주소를 입력해 주세요(확인용).
back-to-explanation = < 설명으로 돌아가기
email-sent-title = 이메일 발송 완료(이용자 등록)
# $address (string)
email-sent-to = { $address }(으)로 이메일을 보냈습니다. 이메일에 적힌 URL을 열어 등록을 계속해 주세요.
email-sent-works = URL은 이메일 발송 후 24시간 동안 유효합니다. 24시간이 지나면 이메일 주소 입력부터 다시 시작해 주세요.
no-email-title = 이메일이 오지 않는 경우
send-again = 다시 보내기
sent-again = 접수되었습니다. 첫 번째 이메일이 발송 중이면 두 번째 이메일은 발송되지 않습니다.
another-address = 다른 주소 입력
user-registration-title = 이용자 등록
choose-user-type = 이용자 구분을 선택해 주세요
input-password = 비밀번호를 입력해 주세요
confirmation-title = 이용자 등록 확인
confirmation-question = 다음 내용으로 등록하시겠습니까?
user-section = 이용자 구분
issued-on-completion = (등록 완료 시 발급)
password-as-entered = ●●●●●●●(입력하신 대로)
completion-title = 이용자 등록 완료
# $address (string)
completion-sent = 이용자 ID를 { $address }(으)로도 보내 드립니다.
what-next = 다음 단계
no-online-application = 이 등록만으로는 온라인 신청을 할 수 없습니다.

## Registration at a counter (the manual of 2023)

counter-title = 이용자정보 등록
counter-step1 = 이용자정보 입력(STEP1)
counter-step2 = 이용자정보 확인(STEP2)
counter-step3 = 이용자정보 등록 완료(STEP3)
user-name = 이용자 성명
date-example = 연, 월, 일 순서로 입력해 주세요. 예: 2000 / 1 / 1
year = 연
month = 월
day-of-month = 일
address-hint = ‘검색’에서 도도부현과 시구정촌을 선택해 주세요.
address-none = 아직 선택되지 않았습니다.
address-search = 주소 검색
search-conditions = 검색 조건
search-results = 검색 결과
prefecture = 도도부현
narrow-down = 목록 좁히기
# $count (number)
municipalities-found = { $count }건
contact-information = 이용자 연락처(전화번호)
read-terms = 이용약관을 읽고 동의하시면 ‘이용약관에 동의합니다.’에 체크해 주세요.
terms-are-here = 이용약관은 여기(새 창에서 열림)
i-agree = 이용약관에 동의합니다.
counter-entered = 이용자정보 입력(STEP1)에서 입력하신 내용
# $time (string): HH:MM in Japan
step-until = 이 내용으로는 { $time }(일본 시간)까지 등록할 수 있습니다.
registration = 등록
counter-completed = 이용자정보 등록이 완료되었습니다
# $address (string)
counter-notification = 이용자정보 등록 완료 통지를 이메일 주소 { $address }(으)로 보내 드립니다. 통지에 적힌 URL에서 비밀번호를 설정해 주세요.
counter-close-window = 이메일의 URL을 열기 전에 이 창을 닫아 주세요. 비밀번호를 설정할 때 톱페이지나 로그인 화면이 열려 있으면 오류가 발생합니다.
back-to-top = 톱페이지로 돌아가기
first-password-title = 비밀번호 설정
first-password-done = 비밀번호를 설정했습니다
open-elsewhere = 톱페이지나 로그인 화면이 열려 있는 동안에는 비밀번호를 설정할 수 없습니다.
open-elsewhere-text = 이 시스템의 다른 창을 닫은 후 버튼을 다시 눌러 주세요. 링크는 계속 사용할 수 있습니다.
log-out-first = 비밀번호를 설정하기 전에 로그아웃해 주세요. 링크는 계속 사용할 수 있습니다.

## Receipt registrationList

receipts-title = 수령 등록 목록
# $moment (string)
current-as-of = { $moment } 현재
change-display-count = 표시 건수 변경
# $count (number)
show-items = { $count }건씩 표시
receipts-all = 전체
# $count (number)
receipts-waiting = 수령 미등록({ $count }건)
receipts-none = 아직 보내 드린 증명서가 없습니다.
receipts-none-text = 지방출입국재류관리국의 심사가 끝나면 재류자격인정증명서가 이메일로 발송됩니다. 그 후 이 목록에 표시됩니다.
receipts-none-waiting = 수령 등록이 필요한 증명서가 없습니다.
requested-at = 요청 일시
registered-at = 등록 일시
registration-status = 등록 상태
register-receipt = 수령 등록하기
past-validity = 3개월의 유효기간이 지났습니다.
receipt-confirmation-title = 수령 등록 확인
receipt-question = 다음 재류자격인정증명서의 수령을 등록하시겠습니까?
receipt-final = 수령 등록은 취소할 수 없습니다. 이 증명서에 관한 알림 이메일은 더 이상 발송되지 않습니다.
# $number (string): of the certificate
receipt-registered = { $number }의 수령을 등록했습니다.

## My page

check-user-information = 이용자정보 확인
check-user-information-text = 이용자정보를 확인하고 이메일 주소, 비밀번호, 전화번호 등을 변경할 수 있습니다.
receipts-card-text = 보내 드린 증명서를 확인하고 수령 등록을 할 수 있습니다.
security-title = 로그인 상황
security-card-text = 로그인 중인 기기와 계정의 조작 이력을 확인할 수 있습니다.
data-title = 내 데이터
data-card-text = 등록된 데이터를 파일로 저장하거나 계정을 폐지할 수 있습니다.
# $count (number)
failed-logins = 지난번 로그인 이후 잘못된 비밀번호로 인한 로그인이 { $count }회 거부되었습니다.
failed-logins-text = 본인이 하지 않으셨다면 로그인 상황을 확인하고 비밀번호를 변경해 주세요.
details-title = 이용자 상세 정보
details-not-online = 성명, 이용자 구분, 성별, 생년월일은 온라인으로 변경할 수 없습니다. 지방출입국재류관리국에 문의해 주세요.
change-email = 이메일 주소 변경
change-password = 비밀번호 변경
change-other = 기타 정보 변경
# $email (string): the new address
pending-email = { $email }(으)로의 변경이 대기 중입니다.
pending-email-text = 새 주소로 보낸 이메일의 링크를 열면 변경이 완료됩니다. 그때까지는 기존 주소가 사용됩니다.
withdraw-change = 변경 취소
enter-present-password = 현재 비밀번호를 입력해 주세요
enter-present-password-text = 로그인한 지 시간이 지났으므로 계정 보호를 위해 현재 비밀번호를 확인합니다.
email-change-title = 이메일 주소 입력(이메일 주소 변경)
email-change-new = 새 이메일 주소를 입력해 주세요.
email-change-sent = 입력을 마치면 절차 화면의 URL이 적힌 이메일이 입력하신 주소로 발송됩니다.
email-change-access = URL을 열어 등록을 완료해 주세요.
# $domain (string), e.g. @portal.example.jp
email-change-spam = 스팸 메일 차단을 사용하시는 경우 "{ $domain }"에서 보내는 이메일을 받을 수 있도록 설정해 주세요.
email-change-other = 이렇게 해도 절차 화면의 URL이 적힌 이메일이 오지 않으면 다른 이메일 주소를 사용해 주세요.
email-change-no-reply = 발신자 주소로 문의하셔도 답변해 드릴 수 없습니다.
email-change-mobile = 휴대전화 이메일을 사용하시는 경우 초기 설정에서 URL이 포함된 이메일이 차단될 수 있습니다. 그 경우 이메일을 받을 수 있도록 설정을 변경해 주세요.
# $address (string): the new address
email-change-sent-to = { $address }(으)로 이메일을 보냈습니다. 이메일의 URL을 열어 변경을 완료해 주세요. URL은 24시간 동안 유효합니다.
# $address (string): the present address
email-change-old-stays = URL을 사용하실 때까지 { $address } 주소가 등록된 이메일 주소로 유지됩니다.
change-completed-title = 이용자 변경 완료
change-completed-email = 변경을 확인하는 이메일을 보내 드립니다.
password-changed-text = 비밀번호가 변경되었습니다. 다른 모든 기기에서 로그아웃되었습니다.
other-change-title = 이용자 변경
other-confirmation-title = 이용자 변경 확인
other-question = 다음 내용으로 변경하시겠습니까?
other-changed-text = 이용자정보가 변경되었습니다.
postal-code-hint = 숫자 7자리. 예: 100-0001. 비워 두셔도 됩니다.
sessions-title = 로그인 중인 기기
this-session = 현재 기기
# $moment (string)
last-seen = 마지막 사용: { $moment }
end-session = 이 기기 로그아웃
end-other-sessions = 다른 모든 기기에서 로그아웃
session-ended = 다른 기기의 로그인을 종료했습니다.
sessions-text = 모르는 기기가 있으면 그 기기를 로그아웃하고 비밀번호를 변경해 주세요.
activity-title = 계정의 조작 이력
export-title = 데이터를 파일로 저장
export-text = 계정에 관해 보관된 모든 데이터를 파일(JSON)로 저장할 수 있습니다. 확인을 위해 비밀번호를 입력해 주세요.
export-button = 파일로 저장
export-saved = 파일이 생성되었습니다. 브라우저가 저장합니다.
close-title = 계정 폐지
close-text = 폐지한 계정은 되돌릴 수 없습니다. 나중에 이용자 ID가 필요하면 다시 등록해야 합니다.
close-account = 계정 폐지하기
close-warning = 계정을 완전히 폐지하려고 합니다.
close-warning-text = 모든 기기에서 로그아웃되고 더 이상 이메일이 발송되지 않습니다. 지방출입국재류관리국이 증명서에 관해 보관해야 하는 것을 제외하고 데이터는 삭제됩니다. 이미 발송된 증명서는 계속 유효합니다.
close-sure = 계정을 완전히 폐지하겠습니다.
close-tick = 계정을 폐지하려면 체크해 주세요.

## The check of a certificate

check-title = 재류자격인정증명서 확인
check-text = 재류자격인정증명서를 제시받은 대사관, 항공사 등을 위한 페이지입니다. 인쇄된 번호와 코드를 입력해 주세요. 확인한 사실은 증명서의 소유자에게 표시됩니다.
check-number-hint = 예: TEST25-0001
check-code = 코드
check-code-hint = 코드는 번호 옆에 인쇄되어 있습니다. 예: 7K3M-9QXA-02VD
check = 확인하기
check-result = 결과
issued-on = 교부일
holder-initials = 명의인의 이니셜
compare-with-passport = 날짜와 이니셜을 증명서 및 여권과 대조해 주세요.
