# Uketori: texts of the mails, Vietnamese.
# Draft: no native speaker has read this file yet.
# All texts read against English and Japanese by a second reader, 2026-11; not yet by a native speaker.
# Keys and variables are the same in all eight languages.
# All dates and times arrive as finished text; times are in Japan time, and "Japan time" is said here.

## Frame of every mail

layout-system-name = Hệ thống nộp đơn lưu trú trực tuyến
# Every subject: what the mail is for, then the system, because a telephone cuts the end off.
# $title (of the mail), $system (strings)
layout-subject = { $title } - { $system }
# The same about one certificate. $title, $number, $system (strings)
layout-subject-of-certificate = { $title }: { $number } - { $system }
layout-button-hint = Nếu nút không hoạt động, vui lòng mở địa chỉ sau:
layout-not-you = Nếu không rõ vì sao nhận được email này, quý vị không cần làm gì.
layout-no-reply = Email này được gửi tự động. Nếu quý vị trả lời email này, chúng tôi không thể phản hồi.
# $phone, $hours, $email (strings)
layout-help-desk = Liên hệ về cách sử dụng hệ thống: Bộ phận hỗ trợ hệ thống, điện thoại { $phone } ({ $hours }), email { $email }
layout-disclaimer = Hệ thống này không do Tổng cục Quản lý xuất nhập cảnh và lưu trú Nhật Bản vận hành.
# $domain (string)
layout-domain = Để chắc chắn nhận được email của chúng tôi, vui lòng cho phép nhận email từ tên miền “{ $domain }”.
# A period in mails. $count (number)
layout-hours = { $count } giờ
# $count (number)
layout-minutes = { $count } phút
# Above what the reader of a mail about a certificate finds below it.
layout-details-heading = Thông tin chi tiết
# Above a user ID, which stands alone on its line.
user-id-label = ID người dùng

## Where a change came from, in mails that tell an owner of one

security-label-when = Thời điểm
# $when (date and time)
security-when = { $when } (giờ Nhật Bản)
security-label-device = Thiết bị
security-label-place = Địa điểm
# $network (string), e.g. 203.0.113.0/24
security-network = mạng { $network } (không rõ quốc gia)
# Instead of a device or a place that is not known.
security-unknown = không rõ
# Instead of a place, if officers made the change.
security-at-bureau = Cục Quản lý xuất nhập cảnh và lưu trú khu vực (do nhân viên thay đổi)

## M1 registration link

registration-link-title = Đăng ký thông tin người dùng
registration-link-p1 = Chúng tôi đã nhận được yêu cầu đăng ký thông tin người dùng của quý vị trên Hệ thống nộp đơn lưu trú trực tuyến. Việc đăng ký chưa hoàn tất.
registration-link-p2 = Vui lòng nhấn nút hoặc mở địa chỉ ghi trong email, rồi nhập các mục cần thiết trên màn hình đăng ký thông tin người dùng.
# $expires (date and time), $period (layout-hours or layout-minutes)
registration-link-p3 = Liên kết này có hiệu lực đến { $expires } (giờ Nhật Bản), tức là trong { $period } sau khi email này được gửi. Nếu liên kết đã hết hạn, vui lòng bắt đầu lại từ bước nhập địa chỉ email.
registration-link-p4 = Nếu quý vị không yêu cầu, vui lòng bỏ qua email này. Sẽ không có gì được đăng ký.
registration-link-button = Đến màn hình đăng ký thông tin người dùng

## M2 user ID

user-id-issued-title = Thông báo ID người dùng
# $name (string)
user-id-issued-p1 = Kính gửi { $name },
user-id-issued-p2 = Việc đăng ký thông tin người dùng đã hoàn tất. ID người dùng của quý vị được ghi dưới đây. Vui lòng giữ cẩn thận.
user-id-issued-p3 = Khi nộp đơn xin giấy chứng nhận tư cách lưu trú trực tiếp tại quầy của Cục Quản lý xuất nhập cảnh và lưu trú khu vực và muốn nhận giấy chứng nhận qua email, vui lòng ghi ID người dùng này vào đơn đề nghị nhận qua email “（窓口申請）在留資格認定証明書電子交付希望申出書” và nộp cùng hồ sơ.
user-id-issued-p4 = Chỉ với việc đăng ký này, quý vị không thể nộp đơn trực tuyến.
user-id-issued-p5 = Để đăng nhập, vui lòng dùng ID người dùng này và mật khẩu quý vị đã đặt khi đăng ký. Mật khẩu không được ghi trong email này.
user-id-issued-button = Đăng nhập

## M3 completion of the user information registration, link to the first password

first-password-link-title = Đặt mật khẩu
first-password-link-p1 = Việc đăng ký thông tin người dùng đã hoàn tất. ID người dùng của quý vị được ghi dưới đây. Vui lòng giữ cẩn thận.
first-password-link-p2 = Tiếp theo, vui lòng đặt mật khẩu. Trước đó, hãy đóng tất cả các cửa sổ đang hiển thị trang chủ hoặc trang đăng nhập của Hệ thống nộp đơn lưu trú trực tuyến. Nếu còn cửa sổ đang mở, lỗi sẽ xảy ra. Khi đó, hãy đóng cửa sổ rồi mở lại liên kết.
# $expires (date and time)
first-password-link-p3 = Sau đó, vui lòng nhấn nút hoặc mở địa chỉ ghi trong email. Liên kết này có hiệu lực đến { $expires } (giờ Nhật Bản). Nếu liên kết đã hết hạn, vui lòng chọn “Nhấn vào đây nếu quên mật khẩu” trên màn hình đăng nhập, rồi nhập ID người dùng và địa chỉ email. Chúng tôi sẽ gửi liên kết mới.
first-password-link-p4 = Khi nộp đơn xin giấy chứng nhận tư cách lưu trú tại quầy, vui lòng ghi ID người dùng này vào đơn đề nghị nhận qua email “（窓口申請）在留資格認定証明書電子交付希望申出書”. Chỉ với việc đăng ký này, quý vị không thể nộp đơn trực tuyến.
first-password-link-button = Đặt mật khẩu

## M4 user ID notification

user-id-reminder-title = ID người dùng quý vị đã hỏi
user-id-reminder-p1 = Chúng tôi xin thông báo ID người dùng mà quý vị đã hỏi. ID người dùng đã đăng ký với địa chỉ email và họ tên quý vị đã nhập như sau.
# One line below each user ID. $type (label of the user type), $registered (date)
user-id-reminder-item = Loại người dùng: { $type }; ngày đăng ký: { $registered }
user-id-reminder-p2 = Nếu quý vị cũng quên mật khẩu, vui lòng chọn “Nhấn vào đây nếu quên mật khẩu” trên màn hình đăng nhập để đặt lại.
user-id-reminder-p3 = Nếu quý vị không yêu cầu, vui lòng bỏ qua email này. Không có gì bị thay đổi.
user-id-reminder-button = Đăng nhập

## M5 password reset link

password-reset-link-title = Đặt lại mật khẩu
password-reset-link-p1 = Chúng tôi đã nhận được yêu cầu đặt lại mật khẩu của quý vị. Mật khẩu chưa được thay đổi.
password-reset-link-p2 = Vui lòng nhấn nút hoặc mở địa chỉ ghi trong email, rồi đặt mật khẩu mới. Nếu tài khoản đang bị khóa, tài khoản sẽ được mở khóa ngay khi đặt lại mật khẩu.
# $expires (date and time)
password-reset-link-p3 = Liên kết này có hiệu lực đến { $expires } (giờ Nhật Bản). Nếu liên kết đã hết hạn, vui lòng bắt đầu lại từ bước nhập ID người dùng và địa chỉ email.
password-reset-link-p4 = Nếu quý vị không yêu cầu, vui lòng bỏ qua email này. Mật khẩu hiện tại vẫn dùng được.
password-reset-link-button = Đặt lại mật khẩu

## M6 e-mail change link, to the new address

email-change-link-title = Thay đổi địa chỉ email
email-change-link-p1 = Chúng tôi đã nhận được yêu cầu thay đổi địa chỉ email đã đăng ký sang địa chỉ này. Việc thay đổi chưa hoàn tất.
email-change-link-p2 = Vui lòng nhấn nút hoặc mở địa chỉ ghi trong email, rồi hoàn tất việc thay đổi trên màn hình hiện ra. Cho đến lúc đó, email của chúng tôi vẫn được gửi đến địa chỉ cũ.
# $expires (date and time)
email-change-link-p3 = Liên kết này có hiệu lực đến { $expires } (giờ Nhật Bản). Nếu liên kết đã hết hạn, vui lòng bắt đầu lại từ bước nhập địa chỉ email.
email-change-link-p4 = Nếu quý vị không yêu cầu, vui lòng bỏ qua email này. Sẽ không có gì bị thay đổi.
email-change-link-button = Thay đổi địa chỉ email

## M7 password changed

password-changed-title = Mật khẩu đã được thay đổi
# $when (date and time)
password-changed-p1 = Mật khẩu của quý vị đã được thay đổi. Thời điểm: { $when } (giờ Nhật Bản).
password-changed-p2 = Để bảo vệ tài khoản, hệ thống đã đăng xuất trên mọi thiết bị khác. Trên các thiết bị đó, vui lòng đăng nhập lại bằng mật khẩu mới.
password-changed-p3 = Nếu quý vị không thực hiện việc này, có thể người khác đã thay đổi mật khẩu. Vui lòng đặt lại mật khẩu ngay và liên hệ với Bộ phận hỗ trợ hệ thống.
password-changed-button = Đặt lại mật khẩu

## M10 e-mail change, to the old address: at the request

email-change-requested-title = Thông báo về việc thay đổi địa chỉ email: đã nhận yêu cầu
# $when (date and time)
email-change-requested-p1 = Đã có yêu cầu thay đổi địa chỉ email đã đăng ký của quý vị. Thời điểm: { $when } (giờ Nhật Bản). Việc thay đổi chưa hoàn tất: email vẫn được gửi đến địa chỉ này.
email-change-requested-p2 = Nếu chính quý vị thực hiện, quý vị không cần làm gì.
# $expires (date and time)
email-change-requested-p3 = Nếu không phải quý vị, vui lòng nhấn nút càng sớm càng tốt. Nút này có hiệu lực đến { $expires } (giờ Nhật Bản). Khi quý vị nhấn nút, việc thay đổi địa chỉ email sẽ được dừng lại và hệ thống sẽ đăng xuất trên mọi thiết bị. Sau đó, vui lòng đặt lại mật khẩu trước khi sử dụng tiếp.
email-change-requested-button = Tôi không thực hiện việc này

## M10 e-mail change, to the old address: at the change

email-change-completed-title = Thông báo về việc thay đổi địa chỉ email: đã hoàn tất
# $when (date and time)
email-change-completed-p1 = Việc thay đổi địa chỉ email đã đăng ký của quý vị đã hoàn tất. Thời điểm: { $when } (giờ Nhật Bản). Email sẽ không còn được gửi đến địa chỉ này.
email-change-completed-p2 = Nếu chính quý vị thực hiện, quý vị không cần làm gì.
# $expires (date and time)
email-change-completed-p3 = Nếu không phải quý vị, vui lòng nhấn nút càng sớm càng tốt. Nút này có hiệu lực đến { $expires } (giờ Nhật Bản). Khi quý vị nhấn nút, việc thay đổi sẽ bị hủy, địa chỉ này được sử dụng trở lại và hệ thống sẽ đăng xuất trên mọi thiết bị. Sau đó, vui lòng đặt lại mật khẩu trước khi sử dụng tiếp.
email-change-completed-button = Tôi không thực hiện việc này

## M11 other information changed

contact-changed-title = Thông tin người dùng đã được thay đổi
# $when (date and time)
contact-changed-p1 = Thông tin người dùng của quý vị đã được thay đổi. Thời điểm: { $when } (giờ Nhật Bản). Để xem nội dung, vui lòng đăng nhập và chọn “Xem thông tin người dùng” trong “Trang của tôi”.
contact-changed-p2 = Nếu quý vị không thực hiện việc này, vui lòng thay đổi mật khẩu ngay và liên hệ với Bộ phận hỗ trợ hệ thống.
contact-changed-by-bureau = Nếu nội dung thay đổi có sai sót, vui lòng liên hệ với Bộ phận hỗ trợ hệ thống.
contact-changed-button = Đăng nhập

## M12 certificate cancelled

certificate-cancelled-title = Giấy chứng nhận đã bị hủy
# $number, $holder (strings)
certificate-cancelled-p1 = Giấy chứng nhận tư cách lưu trú của { $holder } (số { $number }) mà chúng tôi đã gửi qua email đã bị Cục Quản lý xuất nhập cảnh và lưu trú khu vực hủy.
certificate-cancelled-p2 = Không thể dùng giấy chứng nhận này để xin thị thực (visa) hoặc xin nhập cảnh Nhật Bản. Nếu quý vị đã chuyển tiếp email có giấy chứng nhận cho người khác, vui lòng báo cho người đó biết.
certificate-cancelled-p3 = Quý vị không cần đăng ký tiếp nhận. Để biết chi tiết, vui lòng hỏi Cục Quản lý xuất nhập cảnh và lưu trú khu vực nơi quý vị đã nộp đơn.

## Account locked

account-locked-title = Tài khoản bị khóa
# $until (date and time)
account-locked-p1 = Mật khẩu đã bị nhập sai năm lần liên tiếp nên tài khoản của quý vị đã bị khóa. Quý vị không thể đăng nhập cho đến { $until } (giờ Nhật Bản).
account-locked-p2 = Sau thời điểm đó, tài khoản sẽ được mở khóa. Nếu đặt lại mật khẩu, tài khoản sẽ được mở khóa ngay.
account-locked-p3 = Nếu không phải quý vị đã nhập, có thể người khác đã cố đăng nhập. Trong trường hợp đó, quý vị nên đặt lại mật khẩu.
account-locked-button = Đặt lại mật khẩu

## Account locked, but not for the browsers and apps in which its owner has logged in before

account-locked-for-strangers-title = Tài khoản bị khóa
# $until (date and time)
account-locked-for-strangers-p1 = Mật khẩu đã bị nhập sai năm lần liên tiếp nên tài khoản của quý vị đã bị khóa đến { $until } (giờ Nhật Bản). Quý vị vẫn có thể đăng nhập từ những trình duyệt và ứng dụng mà quý vị đã từng đăng nhập.
account-locked-for-strangers-p2 = Từ những nơi khác, quý vị có thể đăng nhập sau thời điểm đó. Nếu đặt lại mật khẩu, tài khoản sẽ được mở khóa ngay.
account-locked-for-strangers-p3 = Nếu không phải quý vị đã nhập, có thể người khác đã cố đăng nhập. Trong trường hợp đó, quý vị nên đặt lại mật khẩu.

## One browser or app locked, and not the account

browser-locked-title = Đăng nhập bị khóa trên một trình duyệt hoặc ứng dụng
# $until (date and time)
browser-locked-p1 = Trên một trình duyệt hoặc ứng dụng mà quý vị đã từng đăng nhập, mật khẩu đã bị nhập sai năm lần liên tiếp. Quý vị không thể đăng nhập từ đó cho đến { $until } (giờ Nhật Bản). Việc khóa này không ảnh hưởng đến các trình duyệt và ứng dụng khác.
browser-locked-p2 = Sau thời điểm đó, việc khóa sẽ kết thúc. Nếu đặt lại mật khẩu, việc khóa sẽ kết thúc ngay.
browser-locked-p3 = Nếu không phải quý vị đã nhập, có thể người khác đã sử dụng thiết bị của quý vị. Trong trường hợp đó, quý vị nên đặt lại mật khẩu.

## M8 certificate

# $title (Japanese, a setting), $number, $system (strings). Every language keeps the Japanese title in front.
certificate-subject = 【{ $title }】{ $number } Giấy chứng nhận tư cách lưu trú - { $system }
# $title (Japanese, a setting)
certificate-title = 【{ $title }】Giấy chứng nhận tư cách lưu trú
# $number, $holder (strings)
certificate-p1 = Email này là giấy chứng nhận tư cách lưu trú của { $holder } (số { $number }). Chính email này là giấy chứng nhận.
# $register_by (date): the seventh day after the mail; $deadline (date): the last day of validity
certificate-summary = Vui lòng nhấn nút, đăng nhập và đăng ký tiếp nhận chậm nhất là { $register_by }. Giấy chứng nhận có hiệu lực đến { $deadline }.
certificate-p2 = Vui lòng giữ email này cẩn thận. Quý vị có thể chuyển tiếp và in email này. Khi xin thị thực (visa) và khi xin nhập cảnh Nhật Bản, vui lòng cho xem email này trên màn hình hoặc nộp bản in.
certificate-label-number = Số giấy chứng nhận tư cách lưu trú
certificate-label-holder-name = Họ tên
certificate-label-nationality = Quốc tịch/Khu vực
certificate-label-sex = Giới tính
certificate-label-birth-date = Ngày tháng năm sinh
certificate-label-status-of-residence = Tư cách lưu trú
certificate-label-period-of-stay = Thời hạn lưu trú
certificate-label-issued-on = Ngày cấp
certificate-label-valid-until = Có hiệu lực đến
certificate-label-issuing-bureau = Cục Quản lý xuất nhập cảnh và lưu trú khu vực đã cấp
certificate-label-application-number = Số tiếp nhận đơn
sex-male = Nam
sex-female = Nữ
certificate-notes-heading = Lưu ý
certificate-note-1 = Bản thân giấy chứng nhận này không phải là giấy phép nhập cảnh Nhật Bản. Trước khi nhập cảnh, quý vị cần được cấp thị thực (visa) tại đại sứ quán hoặc tổng lãnh sự quán Nhật Bản ở nước ngoài.
certificate-note-2 = Giấy chứng nhận này sẽ mất hiệu lực, trừ khi người được cấp giấy có thị thực (visa) và xin nhập cảnh trong vòng ba tháng kể từ ngày cấp giấy chứng nhận.
certificate-note-3 = Giấy chứng nhận này không bảo đảm việc được phép nhập cảnh. Việc nhập cảnh có thể bị từ chối nếu không đáp ứng các điều kiện nhập cảnh khác hoặc nếu hoàn cảnh đã thay đổi.
# The page and the code are beside it on the certificate.
certificate-check = Bất kỳ ai cũng có thể dùng số giấy chứng nhận và mã kiểm tra để xác minh, tại trang được ghi trong email, rằng giấy chứng nhận này là thật và chưa bị hủy.
certificate-label-check-page = Trang kiểm tra
certificate-label-check-code = Mã kiểm tra
certificate-request-1 = Sau khi nhận được email này, vui lòng đăng nhập vào Hệ thống nộp đơn lưu trú trực tuyến và đăng ký tiếp nhận trong vòng bảy ngày sau khi email này được gửi. Việc đăng ký do người có ID người dùng thực hiện. Người nhận email chuyển tiếp không cần thực hiện.
# $deadline (date): the last day of validity
certificate-request-2 = Nếu chưa đăng ký tiếp nhận trong vòng bảy ngày sau khi email này được gửi, chúng tôi sẽ gửi email nhắc. Sau đó, email được gửi bảy ngày một lần cho đến khi việc tiếp nhận được đăng ký, hoặc cho đến khi hết ba tháng kể từ ngày cấp (ngày cuối cùng: { $deadline }).
certificate-button = Đăng ký tiếp nhận

## M9 follow-up

receipt-reminder-title = Vui lòng đăng ký tiếp nhận
# $number (string), $requested (date and time)
receipt-reminder-p1 = Giấy chứng nhận tư cách lưu trú (số { $number }) mà chúng tôi đã gửi qua email vẫn chưa được đăng ký tiếp nhận. Thời điểm gửi: { $requested } (giờ Nhật Bản).
receipt-reminder-p2 = Vui lòng nhấn nút hoặc mở địa chỉ ghi trong email, đăng nhập, rồi nhấn “Đăng ký tiếp nhận” ở giấy chứng nhận này trong danh sách đăng ký tiếp nhận.
# $deadline (date): the last day of validity
receipt-reminder-p3 = Cho đến khi việc tiếp nhận được đăng ký, chúng tôi gửi email này bảy ngày một lần, đến ngày cuối cùng giấy chứng nhận còn hiệu lực: { $deadline }.
receipt-reminder-p4 = Nếu quý vị đã đăng ký tiếp nhận, vui lòng bỏ qua email này.
receipt-reminder-p5 = Nếu quý vị chưa nhận được email có giấy chứng nhận, vui lòng kiểm tra thư mục thư rác (spam). Nếu không có ở đó, vui lòng liên hệ với Bộ phận hỗ trợ hệ thống.
receipt-reminder-button = Đến màn hình đăng ký tiếp nhận

## User types, in the list of user IDs

user-type-foreign-national = Người nước ngoài (người nộp đơn)
user-type-legal-representative = Người đại diện theo pháp luật
user-type-legal-specialist = Luật sư / chuyên viên thủ tục hành chính (gyosei shoshi)
user-type-organization-staff = Nhân viên của cơ quan trực thuộc
user-type-counter-applicant = Người nộp đơn (tại quầy) muốn nhận giấy chứng nhận điện tử
