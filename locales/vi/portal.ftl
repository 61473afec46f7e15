# Uketori: texts of the portal, Vietnamese.
# Keys and variables are the same in all eight languages. Only messages, variables and selectors: no terms, no attributes.
# Labels, hints and messages of the API are in api.ftl and are not repeated here.

## Times

# $time (string): HH:MM. $year, $day (strings). $month (number): 1 to 12
moment = { $time } ngày { $day } tháng { $month } năm { $year }
# $year, $day (strings). $month (number): 1 to 12
day = Ngày { $day } tháng { $month } năm { $year }

## Header, footer and menus

# The name of the system in the header and in the page's title
system-name = Hệ thống nộp đơn lưu trú trực tuyến
site-title = Hệ thống nộp đơn lưu trú trực tuyến và Hệ thống khai báo điện tử
skip = Chuyển đến nội dung chính
menu = Menu
home = Trang chủ
procedures-search = Tìm kiếm thủ tục
application-situation = Xác nhận tình trạng nộp đơn
my-page = Trang của tôi
login = Đăng nhập
logout = Đăng xuất
last-login = Lần đăng nhập gần nhất
inquiry = Liên hệ
procedure-contact = Để hỏi về thủ tục, vui lòng gọi điện đến Cục Quản lý xuất nhập cảnh và lưu trú khu vực gần nhất.
help-desk = Bộ phận hỗ trợ hệ thống
help-desk-for = Để hỏi về cách sử dụng hệ thống
telephone = Điện thoại
change-color-scheme = Thay đổi màu sắc
scheme-standard = Tiêu chuẩn
scheme-blue = Xanh dương
scheme-yellow = Vàng
scheme-black = Đen
to-top = Lên đầu trang
terms = Điều khoản sử dụng
about = Về cổng thông tin này
breadcrumb = Vị trí hiện tại
# Above a notice about the account
account-notice = Thông báo về tài khoản của quý vị

## Words of many screens

ok = OK
cancel = Hủy
close = Đóng
back = Quay lại
complete = Hoàn tất
confirm = Xác nhận
change = Thay đổi
search = Tìm kiếm
copy = Sao chép
copied = Đã sao chép.
go-on = Tiếp tục
important = Quan trọng
reference = Tham khảo
required = Bắt buộc
loading = Đang tải…
checking = Đang kiểm tra…
# $seconds (number)
wait-seconds = Vui lòng chờ { $seconds } giây
# $minutes (number)
wait-minutes = Vui lòng chờ { $minutes } phút
not-yet = chưa đăng ký
please-select = Vui lòng chọn
# $name (string): the name of the person
logged-in-as = Quý vị đang đăng nhập với tên { $name }.
# $domain (string), e.g. @portal.example.jp
allow-domain = Chúng tôi gửi email từ tên miền "{ $domain }". Trước khi tiếp tục, vui lòng thiết lập hộp thư để nhận được email từ tên miền này.
spam-advice = Nếu không nhận được email sau vài phút, vui lòng kiểm tra thư mục thư rác. Một số nhà mạng di động chặn email có URL: vui lòng thay đổi thiết lập đó hoặc dùng địa chỉ email khác.
email-on-its-way = Email đã được gửi
# $moment (string)
link-works-until = URL có hiệu lực đến { $moment } (giờ Nhật Bản).
personal-data-use = Thông tin cá nhân đã đăng ký chỉ được sử dụng cho công việc hành chính liên quan đến việc nộp đơn điện tử này.

## Names of items

user-id = ID người dùng
user-id-label = ID người dùng (trước đây: ID xác thực)
user-id-hint = ID người dùng được ghi trong email mà quý vị nhận được sau khi đăng ký. Ví dụ: hdlpf38617
password = Mật khẩu
password-confirmation = Mật khẩu (xác nhận)
present-password = Mật khẩu hiện tại
name = Họ tên (chữ cái tiếng Anh)
phone-number = Số điện thoại
email = Địa chỉ email
email-confirmation = Địa chỉ email (xác nhận)
user-type = Loại người dùng
sex = Giới tính
male = Nam
female = Nữ
date-of-birth = Ngày tháng năm sinh
postal-code = Mã bưu chính
address = Địa chỉ cư trú tại Nhật Bản
address-municipality = Địa chỉ cư trú tại Nhật Bản (tỉnh, thành phố; quận, huyện, thị trấn, làng)
address-street = Địa chỉ cư trú tại Nhật Bản (tên phố, số nhà)
certificate-number = Số giấy chứng nhận tư cách lưu trú
holder-name = Họ tên người được cấp
email-as-registered = Vui lòng nhập địa chỉ email đã đăng ký.
name-as-registered = Vui lòng nhập họ tên bằng chữ cái tiếng Anh như đã đăng ký. Ví dụ: HOUMU TARO

## Forms

# The beginning of the page's title while a form has errors
title-error = Lỗi:
fault-mark = Lỗi
# Above the list of errors. $count (number): of fields
faults = Có { $count } mục cần kiểm tra lại
# $item (string): the name of the field. $message (string)
fault-line = { $item }: { $message }
not-carried-out = Không thể thực hiện thao tác này
steps = Các bước của thủ tục
# $step, $count (numbers)
step-of = Bước { $step } trên { $count }
show-password = Hiển thị mật khẩu
password-rules = Mật khẩu phải có:
# $min, $max (numbers)
password-length = từ { $min } đến { $max } ký tự
password-uppercase = một chữ cái in hoa (A-Z)
password-lowercase = một chữ cái thường (a-z)
password-number = một chữ số (0-9)
# $symbols (string): the symbols, separated by spaces
password-symbol = một trong các ký hiệu sau: { $symbols }
rule-met = đã đạt
rule-not-met = chưa đạt
new-password-text = Vui lòng nhập mật khẩu mới. Mật khẩu phải có đủ 4 loại ký tự.
set-password = Đặt mật khẩu
return-to-input = < Quay lại nhập liệu
return-to-details = < Quay lại thông tin chi tiết
return-to-list = < Quay lại danh sách
proceed = Chuyển đến xác nhận
register = Đăng ký

## Lists

pages-above = Các trang, phía trên danh sách
pages-below = Các trang, phía dưới danh sách
pager-first = Đầu
pager-next = Tiếp
pager-last = Cuối
# $page (number)
pager-page = Trang { $page }

## When something is wrong

not-available = Hiện không thể sử dụng hệ thống
trouble-offline = Không kết nối được với hệ thống.
trouble-offline-text = Nội dung quý vị đã nhập vẫn còn. Vui lòng kiểm tra kết nối internet rồi thử lại.
trouble-offline-check = Vui lòng kiểm tra kết nối internet. Nếu kết nối bình thường, có thể hệ thống đang dừng để bảo trì.
trouble-broken = Hệ thống đã gặp sự cố.
# $id (string): the number of the request
trouble-request = Khi liên hệ với Bộ phận hỗ trợ hệ thống, vui lòng cho biết số này: { $id }
unloaded-text = Không tải được phần này của cổng thông tin. Vui lòng kiểm tra kết nối internet rồi tải lại trang.
trouble-stale = Trang này đã được cập nhật. Vui lòng tải lại.
try-again = Thử lại
load-again = Tải lại
stale-title = Thao tác này không hợp lệ
stale-text = Bước này đã hoàn tất hoặc trang đã được tải lại. Không có gì bị thay đổi. Để quay lại, vui lòng dùng các nút trên màn hình, không dùng nút của trình duyệt.
# $userId (string)
replaced-text = Trong một cửa sổ khác, có người đã đăng nhập với ID { $userId }. Ở đây không có gì bị thay đổi. Vui lòng tải lại trang.
start-again = Bắt đầu lại
not-found-title = Trang này không tồn tại
not-found-text = Vui lòng kiểm tra địa chỉ. Chỉ có thể đánh dấu trang đối với trang chủ.

## The top page

general-notices = Thông báo
list-of-notices = Danh sách thông báo
no-notices = Hiện không có thông báo nào.
search-title = Tìm kiếm thủ tục nộp đơn
search-text = Quý vị có thể tìm thủ tục nộp đơn bằng từ khóa hoặc danh mục.
search-words = Từ khóa
online-procedures = Thủ tục nộp đơn trực tuyến
home-confirm = Xác nhận thủ tục và tình trạng nộp đơn trực tuyến
home-status = Xác nhận tình trạng nộp đơn
home-status-text = Xác nhận tình trạng nộp đơn và xem thông tin các đơn trước đây.
new-registration = Đăng ký mới
home-registration-text = Khi đăng ký, quý vị có thể xác nhận tình trạng nộp đơn và không phải nhập lại thông tin.
register-new = Đăng ký người dùng mới
register-new-text = Người nước ngoài, luật sư, chuyên viên thủ tục hành chính (gyosei shoshi), người đại diện theo pháp luật v.v. cần đăng ký người dùng trước khi nộp đơn trực tuyến.
register-new-others = Người nước ngoài, người đại diện theo pháp luật v.v.: vui lòng nhấn nút “Người nước ngoài (người nộp đơn) / khác”.
register-new-specialists = Luật sư, chuyên viên thủ tục hành chính: vui lòng nhấn nút “Luật sư / chuyên viên thủ tục hành chính (gyosei shoshi)”.
register-new-counter = Người nộp đơn xin giấy chứng nhận tư cách lưu trú tại quầy và muốn nhận qua email: vui lòng nhấn nút thứ ba.
register-foreign-national = Người nước ngoài (người nộp đơn) / khác
register-specialist = Luật sư / chuyên viên thủ tục hành chính (gyosei shoshi)
register-counter = Người nộp đơn (tại quầy) muốn nhận giấy chứng nhận điện tử
logged-out = Quý vị đã đăng xuất.
account-closed = Tài khoản của quý vị đã được đóng.

## Notices, procedures, terms

original-text = Nguyên văn (tiếng Nhật)
current-notices = Thông báo hiện tại
past-notices = Thông báo trước đây
no-past-notices = Không có thông báo trước đây.
# $count (number): of procedures. $words (string): what was searched for
search-count =
    { $count ->
        [0] Không tìm thấy thủ tục nào cho “{ $words }”.
       *[other] Tìm thấy { $count } thủ tục cho “{ $words }”.
    }
all-procedures = Hiển thị tất cả thủ tục
terms-language = Ngôn ngữ của Điều khoản sử dụng
terms-original-prevails = Đây là bản dịch. Nếu có khác biệt với bản tiếng Nhật, bản tiếng Nhật được ưu tiên áp dụng.

## About this portal

about-browsers = Trình duyệt
about-browsers-text = Có thể sử dụng cổng thông tin này trên Windows, macOS, máy tính bảng và điện thoại thông minh. Chúng tôi khuyên dùng Microsoft Edge. Cũng có thể dùng Google Chrome, Safari và Firefox. Vui lòng bật JavaScript.
about-accessibility = Khả năng tiếp cận
about-accessibility-text = Cổng thông tin này được xây dựng nhằm đáp ứng Hướng dẫn về khả năng tiếp cận nội dung web (WCAG) 2.2 mức AA, và vì vậy cũng đáp ứng JIS X 8341-3:2016. Có thể sử dụng chỉ bằng bàn phím hoặc bằng trình đọc màn hình. Ở cuối mỗi trang, quý vị có thể chọn màu có độ tương phản cao hơn.
about-accessibility-email-twice = Theo quy định của sách hướng dẫn, quý vị phải nhập địa chỉ email hai lần. Có thể dán vào ô thứ hai.
about-accessibility-contact = Nếu có phần nào không sử dụng được, vui lòng báo cho Bộ phận hỗ trợ hệ thống. Số điện thoại và địa chỉ email ở cuối mỗi trang.
about-languages = Ngôn ngữ
about-languages-text = Bản gốc là tiếng Nhật. Các bản dịch của cổng thông tin được thực hiện theo bảng thuật ngữ của sách hướng dẫn và chưa được người bản ngữ kiểm tra. Điều khoản sử dụng chỉ có tiếng Nhật và tiếng Anh. Một số thông báo chỉ có tiếng Nhật.
about-storage = Những gì trình duyệt lưu giữ
about-storage-text = Trình duyệt của quý vị chỉ lưu ngôn ngữ và màu sắc đã chọn, cùng với cookie đăng nhập. Cổng thông tin này không phân tích truy cập và không tải gì từ trang khác.
about-licences = Giấy phép
about-licences-link = Giấy phép của phần mềm dùng trong cổng thông tin này

## Login and logout

login-title = Đăng nhập người dùng
# $name (string)
already-logged-in = Quý vị đã đăng nhập với tên { $name }.
may-be-locked = Tài khoản có thể đã bị khóa. Vui lòng chờ 24 giờ hoặc đặt lại mật khẩu. Khi đặt lại, tài khoản được mở khóa ngay.
reset-password = Đặt lại mật khẩu
forgot-user-id = Nhấn vào đây nếu quên ID người dùng
forgot-password = Nhấn vào đây nếu quên mật khẩu
no-user-id = Chưa có ID người dùng? Đến trang Đăng ký mới
login-before-2026 = Người đã đặt ID xác thực và mật khẩu trên hệ thống này trước ngày 31 tháng 12 năm 2025 có thể đăng nhập bằng ID và mật khẩu đó.
login-not-ens = Không thể dùng ID người dùng và mật khẩu của Hệ thống khai báo điện tử ở đây.
login-lock = Nếu nhập sai mật khẩu năm lần liên tiếp, tài khoản sẽ bị khóa trong 24 giờ. Nếu đặt lại mật khẩu, tài khoản sẽ được mở khóa ngay.
logout-title = Xác nhận đăng xuất
# $name (string)
logout-question = Quý vị đang đăng nhập với tên { $name }. Quý vị có muốn đăng xuất không?
logout-none = Hiện không có ai đăng nhập.
session-over = Phiên đăng nhập đã kết thúc. Vui lòng đăng nhập lại.
session-warning = Sắp tự động đăng xuất
# $time (string): HH:MM in Japan
session-warning-text = Vì không có thao tác nào, hệ thống sẽ tự động đăng xuất lúc { $time } (giờ Nhật Bản). Nhấn “OK” để gia hạn thêm ba giờ. Nếu nhấn “Hủy”, hệ thống sẽ đăng xuất vào giờ đó.
# $minutes (number)
session-minutes = Còn { $minutes } phút
# $time (string): HH:MM in Japan
session-ends-at = Hệ thống sẽ tự động đăng xuất lúc { $time } (giờ Nhật Bản).

## Forgotten user ID or password

forgot-user-id-title = Nhập địa chỉ email (thông báo ID người dùng)
forgot-user-id-text = Vui lòng nhập địa chỉ email và họ tên đã đăng ký. Chúng tôi sẽ gửi ID người dùng đến địa chỉ đó.
forgot-user-id-sent = Nếu thông tin đã nhập là đúng, quý vị sẽ nhận được email có ID người dùng.
forgot-password-title = Nhập ID người dùng (đặt lại mật khẩu)
forgot-password-text = Vui lòng nhập ID người dùng và địa chỉ email đã đăng ký. Chúng tôi sẽ gửi URL để đặt mật khẩu mới. Việc này cũng mở khóa tài khoản đang bị khóa.
forgot-password-sent = Nếu thông tin đã nhập là đúng, quý vị sẽ nhận được email có URL để đặt mật khẩu mới. URL có hiệu lực trong một giờ.
back-to-login = < Quay lại đăng nhập
reset-title = Đặt lại mật khẩu
reset-done = Mật khẩu mới đã được đặt
reset-done-text = Hệ thống đã đăng xuất trên mọi thiết bị. Nếu tài khoản bị khóa, tài khoản đã được mở khóa. Vui lòng đăng nhập bằng ID người dùng này và mật khẩu mới.

## Links in emails

link-title = Không thể sử dụng liên kết này
link-open-again = Trang này chỉ mở được bằng liên kết trong email. Vui lòng mở lại liên kết đó. Nếu chưa sử dụng, liên kết vẫn còn dùng được.
link-expired = Liên kết này đã hết hạn. Vui lòng yêu cầu email mới.
link-expired-help-desk = Liên kết này đã hết hạn. Vui lòng liên hệ với Bộ phận hỗ trợ hệ thống.
link-new-email = Yêu cầu email mới
link-used = Liên kết này đã được sử dụng. Nếu chính quý vị đã sử dụng, quý vị có thể đăng nhập.
link-replaced = Liên kết này không còn hiệu lực vì một email mới hơn đã được gửi. Vui lòng mở liên kết trong email mới nhất.
link-revoked = Liên kết này không còn hiệu lực vì thông tin tài khoản đã được thay đổi sau khi email được gửi. Không có email mới hơn nào được gửi. Vui lòng đăng nhập. Nếu quên mật khẩu, quý vị có thể đặt lại trên màn hình đăng nhập.
link-unknown = Liên kết này không hợp lệ. Vui lòng kiểm tra xem quý vị đã mở toàn bộ địa chỉ ghi trong email chưa.
change-email-title = Thay đổi địa chỉ email
change-email-text = Nhấn nút để hoàn tất việc thay đổi. Từ đó, mọi email sẽ được gửi đến địa chỉ mà quý vị nhận được liên kết này.
change-email-done = Địa chỉ email đã được thay đổi
change-email-done-here = Hệ thống đã đăng xuất trên mọi thiết bị khác.
change-email-done-logged-out = Hệ thống đã đăng xuất trên mọi thiết bị. Vui lòng đăng nhập lại.
not-me-title = Tôi không thực hiện việc này
not-me-text = Nhấn nút để hủy việc thay đổi địa chỉ email. Hệ thống sẽ đăng xuất trên mọi thiết bị và mật khẩu sẽ bị xóa. Sau đó, vui lòng đặt mật khẩu mới.
not-me-button = Tôi không thực hiện việc này
not-me-done = Việc thay đổi đã được hủy
not-me-done-text = Địa chỉ email trước đây đã được sử dụng lại. Bây giờ vui lòng đặt lại mật khẩu. Cho đến lúc đó, không ai có thể đăng nhập.

## Registration by email

step-explanation = Giải thích
step-address = Địa chỉ email
step-email = Email
step-details = Thông tin người dùng
step-confirmation = Xác nhận
step-completion = Hoàn tất
explanation-title = Giải thích về đăng ký người dùng
explanation-read = Vui lòng đọc kỹ nội dung sau.
explanation-text = Khi đã đăng ký thông tin người dùng, quý vị có thể đăng nhập với tư cách người dùng trong các thủ tục sau này. Ngoài ra, thông tin đã đăng ký có thể dùng cho từng thủ tục, giúp việc nhập liệu đơn giản hơn. Nếu dự định sử dụng dịch vụ này nhiều lần, chúng tôi khuyên quý vị đăng ký thông tin người dùng.
explanation-needs = Những gì quý vị cần
explanation-needs-email = Địa chỉ email có thể nhận thư ngay bây giờ
explanation-needs-details = Họ tên bằng chữ cái tiếng Anh và số điện thoại tại Nhật Bản
explanation-needs-time = Khoảng năm phút
explanation-order = Từ đăng ký đến tiếp nhận
order-user-id = Đăng ký tại đây và nhận ID người dùng.
order-application = Nộp đơn tại quầy của Cục Quản lý xuất nhập cảnh và lưu trú khu vực, ghi ID người dùng để yêu cầu nhận qua email.
order-certificate = Khi việc xét duyệt hoàn tất, giấy chứng nhận tư cách lưu trú sẽ được gửi đến quý vị qua email.
order-receipt = Đăng nhập và đăng ký tiếp nhận giấy chứng nhận. Nếu chưa đăng ký, quý vị sẽ nhận được email nhắc bảy ngày một lần.
# $type (string): the name of the user type
suggested-type = Sau này, trên màn hình “Đăng ký người dùng”, vui lòng chọn loại người dùng “{ $type }”.
terms-of-service = < Điều khoản sử dụng >
terms-outdated = Điều khoản sử dụng đã thay đổi. Vui lòng đọc bản mới và đồng ý lại.
agree-means = Khi nhấn nút “Đồng ý”, quý vị được coi là đã đồng ý với phần giải thích này.
agree-and-advance = Nếu đã hiểu nội dung trên, vui lòng đồng ý và tiếp tục.
agree = Đồng ý
address-input-title = Nhập địa chỉ email
enter-email = Vui lòng nhập địa chỉ email.
enter-email-confirmation = Vui lòng nhập địa chỉ email (xác nhận).
back-to-explanation = < Quay lại phần giải thích
email-sent-title = Email đã được gửi (đăng ký người dùng)
# $address (string)
email-sent-to = Chúng tôi đã gửi email đến { $address }. Vui lòng mở URL trong email để tiếp tục đăng ký.
email-sent-works = URL có hiệu lực trong 24 giờ sau khi email được gửi. Sau thời gian đó, vui lòng bắt đầu lại từ bước nhập địa chỉ email.
no-email-title = Nếu không nhận được email
send-again = Gửi lại
sent-again = Yêu cầu đã được tiếp nhận. Nếu email đầu tiên vẫn đang được gửi thì email thứ hai sẽ không được gửi.
another-address = Nhập địa chỉ khác
user-registration-title = Đăng ký người dùng
choose-user-type = Vui lòng chọn loại người dùng
input-password = Vui lòng nhập mật khẩu
confirmation-title = Xác nhận đăng ký người dùng
confirmation-question = Đăng ký với nội dung sau?
user-section = Loại người dùng
issued-on-completion = (được cấp khi hoàn tất)
password-as-entered = ●●●●●●● như đã nhập
completion-title = Hoàn tất đăng ký người dùng
# $address (string)
completion-sent = ID người dùng cũng được gửi đến { $address }.
what-next = Các bước tiếp theo
no-online-application = Chỉ với đăng ký này, quý vị chưa có quyền nộp đơn trực tuyến.

## Registration at a counter (the manual of 2023)

counter-title = Đăng ký thông tin người dùng
counter-step1 = Nhập thông tin người dùng (STEP1)
counter-step2 = Xác nhận thông tin người dùng (STEP2)
counter-step3 = Hoàn tất đăng ký thông tin người dùng (STEP3)
user-name = Họ tên người dùng
date-example = Năm, tháng, ngày. Ví dụ: 2000 / 1 / 1
year = Năm
month = Tháng
day-of-month = Ngày
address-hint = Chọn tỉnh, thành phố và quận, huyện, thị trấn, làng bằng nút “Tìm kiếm”.
address-none = Chưa chọn.
address-search = Tìm kiếm địa chỉ
search-conditions = Điều kiện tìm kiếm
search-results = Kết quả tìm kiếm
prefecture = Tỉnh, thành phố
narrow-down = Thu hẹp danh sách
# $count (number)
municipalities-found = { $count } kết quả
contact-information = Thông tin liên lạc của người dùng (điện thoại)
read-terms = Vui lòng đọc Điều khoản sử dụng và nếu đồng ý, hãy đánh dấu vào ô “Tôi đồng ý với Điều khoản sử dụng.”
terms-are-here = Điều khoản sử dụng ở đây (mở trong cửa sổ mới)
i-agree = Tôi đồng ý với Điều khoản sử dụng.
counter-entered = Thông tin đã nhập ở “Nhập thông tin người dùng (STEP1)”
# $time (string): HH:MM in Japan
step-until = Quý vị có thể đăng ký với nội dung này đến { $time } (giờ Nhật Bản).
registration = Đăng ký
counter-completed = Đã hoàn tất đăng ký thông tin người dùng
# $address (string)
counter-notification = Thông báo hoàn tất đăng ký thông tin người dùng sẽ được gửi đến địa chỉ email { $address }. Vui lòng đặt mật khẩu bằng URL trong thông báo.
counter-close-window = Trước khi mở URL trong email, hãy đóng cửa sổ này. Nếu trang chủ hoặc trang đăng nhập đang mở khi đặt mật khẩu, lỗi sẽ xảy ra.
back-to-top = Quay lại trang chủ
first-password-title = Đặt mật khẩu
first-password-done = Mật khẩu đã được đặt
open-elsewhere = Không thể đặt mật khẩu khi trang chủ hoặc trang đăng nhập đang mở.
open-elsewhere-text = Vui lòng đóng các cửa sổ khác của hệ thống này rồi nhấn nút lại. Liên kết vẫn còn dùng được.
log-out-first = Vui lòng đăng xuất trước khi đặt mật khẩu. Liên kết vẫn còn dùng được.

## Receipt registrationList

receipts-title = Danh sách đăng ký tiếp nhận
# $moment (string)
current-as-of = Tính đến { $moment }
change-display-count = Thay đổi số mục hiển thị
# $count (number)
show-items = Hiển thị { $count } mục mỗi trang
receipts-all = Tất cả
# $count (number)
receipts-waiting = Chưa đăng ký tiếp nhận ({ $count })
receipts-none = Chưa có giấy chứng nhận nào được gửi cho quý vị.
receipts-none-text = Khi việc xét duyệt tại Cục Quản lý xuất nhập cảnh và lưu trú khu vực hoàn tất, giấy chứng nhận tư cách lưu trú sẽ được gửi qua email. Từ đó giấy chứng nhận sẽ có trong danh sách này.
receipts-none-waiting = Không có giấy chứng nhận nào cần đăng ký tiếp nhận.
requested-at = Ngày giờ yêu cầu
registered-at = Ngày giờ đăng ký
registration-status = Trạng thái đăng ký
register-receipt = Đăng ký tiếp nhận
past-validity = Thời hạn hiệu lực ba tháng đã hết.
receipt-confirmation-title = Xác nhận đăng ký tiếp nhận
receipt-question = Quý vị có chắc chắn muốn đăng ký tiếp nhận giấy chứng nhận tư cách lưu trú sau không?
receipt-final = Việc đăng ký tiếp nhận không thể hủy. Sau đó sẽ không có email nhắc về giấy chứng nhận này nữa.
# $number (string): of the certificate
receipt-registered = Đã đăng ký tiếp nhận { $number }.

## My page

check-user-information = Xem thông tin người dùng
check-user-information-text = Xem thông tin người dùng và thay đổi địa chỉ email, mật khẩu, số điện thoại và thông tin khác.
receipts-card-text = Xem các giấy chứng nhận đã gửi cho quý vị và đăng ký tiếp nhận.
security-title = Tình trạng đăng nhập
security-card-text = Xem các thiết bị đang đăng nhập và những gì đã xảy ra với tài khoản.
data-title = Dữ liệu của quý vị
data-card-text = Lưu dữ liệu về quý vị thành tệp hoặc đóng tài khoản.
# $count (number)
failed-logins = Kể từ lần đăng nhập trước, đã có { $count } lần đăng nhập bị từ chối vì sai mật khẩu.
failed-logins-text = Nếu không phải quý vị, vui lòng xem tình trạng đăng nhập và thay đổi mật khẩu.
details-title = Thông tin chi tiết người dùng
details-not-online = Không thể thay đổi họ tên, loại người dùng, giới tính và ngày tháng năm sinh trực tuyến. Vui lòng liên hệ với Cục Quản lý xuất nhập cảnh và lưu trú khu vực.
change-email = Thay đổi địa chỉ email
change-password = Thay đổi mật khẩu
change-other = Thay đổi thông tin khác
# $email (string): the new address
pending-email = Đang chờ thay đổi sang { $email }.
pending-email-text = Việc thay đổi hoàn tất khi quý vị mở liên kết trong email gửi đến địa chỉ mới. Cho đến lúc đó, địa chỉ cũ vẫn được sử dụng.
withdraw-change = Hủy việc thay đổi
enter-present-password = Vui lòng nhập mật khẩu hiện tại
enter-present-password-text = Để bảo vệ tài khoản, chúng tôi hỏi mật khẩu hiện tại vì quý vị đã đăng nhập được một thời gian.
email-change-title = Nhập địa chỉ email (thay đổi địa chỉ email)
email-change-new = Vui lòng nhập địa chỉ email mới.
email-change-sent = Sau khi nhập xong, email có URL của trang thủ tục sẽ được gửi đến địa chỉ đã nhập.
email-change-access = Vui lòng mở URL và hoàn tất việc đăng ký.
# $domain (string), e.g. @portal.example.jp
email-change-spam = Nếu quý vị dùng bộ lọc thư rác, vui lòng thiết lập để nhận được email từ "{ $domain }".
email-change-other = Nếu sau các bước trên vẫn không nhận được email có URL của trang thủ tục, vui lòng dùng địa chỉ email khác.
email-change-no-reply = Xin lưu ý rằng chúng tôi không thể trả lời các câu hỏi gửi đến địa chỉ của người gửi.
email-change-mobile = Nếu quý vị dùng email của điện thoại di động, thiết lập ban đầu có thể chặn email có URL. Trong trường hợp đó, vui lòng thay đổi thiết lập để nhận được email.
# $address (string): the new address
email-change-sent-to = Chúng tôi đã gửi email đến { $address }. Vui lòng mở URL trong email để hoàn tất việc thay đổi. URL có hiệu lực trong 24 giờ.
# $address (string): the present address
email-change-old-stays = Cho đến khi URL được sử dụng, { $address } vẫn là địa chỉ email đã đăng ký của quý vị.
change-completed-title = Đã hoàn tất thay đổi
change-completed-email = Chúng tôi sẽ gửi email xác nhận việc thay đổi.
password-changed-text = Mật khẩu đã được thay đổi. Hệ thống đã đăng xuất trên mọi thiết bị khác.
other-change-title = Thay đổi thông tin người dùng
other-confirmation-title = Xác nhận thay đổi thông tin người dùng
other-question = Quý vị có muốn thay đổi thông tin như sau không?
other-changed-text = Thông tin của quý vị đã được thay đổi.
postal-code-hint = Bảy chữ số. Ví dụ: 100-0001. Có thể để trống.
sessions-title = Các thiết bị đang đăng nhập
this-session = thiết bị này
# $moment (string)
last-seen = Hoạt động gần nhất: { $moment }
end-session = Đăng xuất trên thiết bị đó
end-other-sessions = Đăng xuất trên mọi thiết bị khác
session-ended = Đã đăng xuất trên thiết bị khác.
sessions-text = Nếu có thiết bị lạ, vui lòng đăng xuất trên thiết bị đó và thay đổi mật khẩu.
activity-title = Những gì đã xảy ra với tài khoản
export-title = Lưu dữ liệu thành tệp
export-text = Quý vị có thể lưu mọi dữ liệu về tài khoản của mình thành tệp (JSON). Vui lòng nhập mật khẩu để xác nhận.
export-button = Lưu thành tệp
export-saved = Tệp đã được tạo. Trình duyệt sẽ lưu tệp.
close-title = Đóng tài khoản
close-text = Tài khoản đã đóng không thể mở lại. Nếu sau này cần ID người dùng, quý vị phải đăng ký lại.
close-account = Đóng tài khoản
close-warning = Quý vị sắp đóng tài khoản vĩnh viễn.
close-warning-text = Hệ thống sẽ đăng xuất trên mọi thiết bị và không gửi email cho quý vị nữa. Dữ liệu của quý vị sẽ bị xóa, trừ những gì Cục Quản lý xuất nhập cảnh và lưu trú khu vực phải lưu giữ về giấy chứng nhận. Các giấy chứng nhận đã gửi vẫn còn hiệu lực.
close-sure = Tôi muốn đóng tài khoản vĩnh viễn.
close-tick = Vui lòng đánh dấu vào ô này nếu muốn đóng tài khoản.

## The check of a certificate

check-title = Kiểm tra giấy chứng nhận tư cách lưu trú
check-text = Dành cho đại sứ quán, hãng hàng không và những nơi được xuất trình giấy chứng nhận tư cách lưu trú: vui lòng nhập số và mã đúng như đã in. Chủ sở hữu giấy chứng nhận có thể thấy rằng giấy đã được kiểm tra.
check-number-hint = Ví dụ: TEST25-0001
check-code = Mã
check-code-hint = Mã được in bên cạnh số. Ví dụ: 7K3M-9QXA-02VD
check = Kiểm tra
check-result = Kết quả
issued-on = Ngày cấp
holder-initials = Chữ cái đầu họ tên của người được cấp
compare-with-passport = Vui lòng đối chiếu ngày và các chữ cái đầu với giấy chứng nhận và hộ chiếu.
