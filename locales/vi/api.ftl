# Uketori: messages of the API, Vietnamese.
# Draft: no native speaker has read this file yet.
# All texts read against English and Japanese by a second reader, 2026-11; not yet by a native speaker.
# Keys and variables are the same in all eight languages.

## Answers to forms and operations (ErrorCode)

error-required = Mục này là bắt buộc. Vui lòng nhập hoặc chọn.
error-invalid-format = Nội dung nhập không đúng định dạng. Vui lòng kiểm tra lại.
# $min (number): the smallest number of characters
error-too-short = Vui lòng nhập ít nhất { $min } ký tự.
# $max (number): the largest number of characters
error-too-long = Vui lòng nhập không quá { $max } ký tự.
error-confirmation-mismatch = Hai nội dung nhập không giống nhau. Vui lòng nhập cùng một nội dung vào cả hai ô.
error-not-in-list = Vui lòng chọn.
error-date-in-future = Ngày này ở trong tương lai. Vui lòng nhập ngày hôm nay (giờ Nhật Bản) hoặc một ngày trước đó.
error-password-needs-uppercase = Mật khẩu phải có ít nhất một chữ cái in hoa (A-Z).
error-password-needs-lowercase = Mật khẩu phải có ít nhất một chữ cái thường (a-z).
error-password-needs-number = Mật khẩu phải có ít nhất một chữ số (0-9).
# $symbols (string): the symbols allowed, separated by spaces
error-password-needs-symbol = Mật khẩu phải có ít nhất một trong các ký hiệu sau: { $symbols }
error-password-character-not-allowed = Mật khẩu có ký tự không được phép. Chỉ được dùng chữ cái in hoa, chữ cái thường, chữ số và các ký hiệu sau: $ % & = @ _ # * + - ? !
error-password-too-common = Mật khẩu này dễ đoán. Vui lòng chọn mật khẩu khác.
error-password-contains-personal-data = Mật khẩu không được chứa thông tin cá nhân như họ tên, ID người dùng, địa chỉ email hoặc số điện thoại của quý vị. Vui lòng chọn mật khẩu khác.
error-terms-not-agreed = Vui lòng đọc và đồng ý với Điều khoản sử dụng.
error-terms-outdated = Điều khoản sử dụng đã thay đổi. Vui lòng đọc bản mới và đồng ý lại.
error-link-unknown = Liên kết này không hợp lệ. Vui lòng kiểm tra xem quý vị đã mở toàn bộ địa chỉ ghi trong email chưa.
error-link-expired = Liên kết này đã hết hạn. Vui lòng xem email có liên kết này để biết cần làm gì tiếp theo. Nếu email không có hướng dẫn, vui lòng liên hệ với Bộ phận hỗ trợ hệ thống.
error-link-used = Liên kết này đã được sử dụng.
error-link-replaced = Liên kết này không còn hiệu lực vì một email mới hơn đã được gửi. Vui lòng mở liên kết trong email mới nhất.
error-link-revoked = Liên kết này không còn hiệu lực vì sau khi email này được gửi, thông tin tài khoản của quý vị, ví dụ mật khẩu hoặc địa chỉ email, đã được thay đổi. Không có email mới hơn nào được gửi. Vui lòng đăng nhập. Nếu quên mật khẩu, vui lòng đặt lại mật khẩu trên màn hình đăng nhập. Nếu không phải quý vị thay đổi, vui lòng liên hệ với Bộ phận hỗ trợ hệ thống.
error-step-unknown = Thao tác này không hợp lệ. Nội dung đăng ký không bị thay đổi. Vui lòng bắt đầu lại từ màn hình nhập liệu.
error-step-expired = Đã quá lâu kể từ khi quý vị xác nhận nội dung nhập nên không thể tiếp tục thao tác. Nội dung đăng ký không bị thay đổi. Vui lòng xác nhận lại nội dung nhập.
error-step-used = Thao tác này đã được thực hiện. Quý vị không cần thực hiện lại.
error-idempotency-key-reused = Khóa yêu cầu này đã được dùng với nội dung khác. Vui lòng mở lại màn hình và thử lại.
error-not-available = Thao tác này không dùng được với tài khoản của quý vị.
error-email-unchanged = Đây đã là địa chỉ email đang đăng ký của quý vị. Nếu muốn thay đổi, vui lòng nhập địa chỉ khác.
error-invalid-credentials = Không xác nhận được ID người dùng và mật khẩu này. Vui lòng kiểm tra cả hai và thử lại. Nếu nhập sai mật khẩu năm lần liên tiếp, tài khoản sẽ bị khóa trong 24 giờ. Nếu đặt lại mật khẩu, tài khoản sẽ được mở khóa ngay.
error-current-password-wrong = Mật khẩu hiện tại không đúng. Vui lòng kiểm tra và nhập lại. Nếu nhập sai mật khẩu năm lần liên tiếp, tài khoản sẽ bị khóa trong 24 giờ. Nếu đặt lại mật khẩu, tài khoản sẽ được mở khóa ngay.
error-rate-limited = Đã có quá nhiều lần thử trong thời gian ngắn. Vui lòng chờ một lúc rồi thử lại.
error-overloaded = Hệ thống hiện đang quá tải. Vui lòng chờ một lúc rồi thử lại.
error-not-logged-in = Vui lòng đăng nhập.
error-session-expired = Phiên đăng nhập của quý vị đã kết thúc. Vui lòng đăng nhập lại.
error-session-expired-idle = Hệ thống đã tự động đăng xuất vì không có thao tác nào trong hơn ba giờ. Vui lòng đăng nhập lại.
error-session-expired-absolute-limit = Hệ thống đã tự động đăng xuất vì phiên đăng nhập đã đạt thời gian tối đa. Vui lòng đăng nhập lại.
error-session-expired-logged-out = Quý vị đã đăng xuất. Để tiếp tục, vui lòng đăng nhập lại.
error-session-expired-ended-elsewhere = Phiên đăng nhập này đã được kết thúc từ một thiết bị khác hoặc bởi Cục Quản lý xuất nhập cảnh và lưu trú khu vực, hoặc vì có quá nhiều phiên đăng nhập cùng lúc. Vui lòng đăng nhập lại. Nếu không phải quý vị thực hiện, vui lòng đặt lại mật khẩu.
error-session-expired-password-changed = Quý vị đã được đăng xuất vì mật khẩu đã được thay đổi. Vui lòng đăng nhập bằng mật khẩu mới. Nếu không phải quý vị thay đổi, vui lòng đặt lại mật khẩu và liên hệ với Bộ phận hỗ trợ hệ thống.
error-session-expired-email-changed = Quý vị đã được đăng xuất vì địa chỉ email đã đăng ký đã được thay đổi, hoặc việc thay đổi đó đã bị hủy. Vui lòng đăng nhập lại. Nếu không phải quý vị thực hiện, vui lòng liên hệ với Bộ phận hỗ trợ hệ thống.
error-absolute-limit = Phiên đăng nhập đã đạt thời gian tối đa và không thể gia hạn thêm. Vui lòng đăng nhập lại.
error-session-open = Không thể đặt mật khẩu khi Hệ thống nộp đơn lưu trú trực tuyến đang mở. Vui lòng đăng xuất, đóng tất cả cửa sổ của hệ thống, rồi mở lại liên kết trong email. Liên kết vẫn còn dùng được.
error-reauthentication-required = Để bảo vệ tài khoản, vui lòng nhập mật khẩu hiện tại.
error-not-found = Không tìm thấy kết quả nào. Vui lòng kiểm tra lại nội dung nhập.
error-cancelled = Giấy chứng nhận tư cách lưu trú này đã bị Cục Quản lý xuất nhập cảnh và lưu trú khu vực hủy, nên không thể đăng ký tiếp nhận.

## Requests that could not be carried out (extensions.code)

request-graphql-parse-failed = Yêu cầu có lỗi cú pháp.
request-graphql-validation-failed = Yêu cầu không phù hợp với lược đồ.
request-bad-user-input = Giá trị của các biến trong yêu cầu không hợp lệ.
request-operation-resolution-failure = Không xác định được thao tác cần thực hiện. Vui lòng kiểm tra tên thao tác.
request-bad-request = Yêu cầu không đúng định dạng.
request-persisted-query-not-found = Truy vấn được chỉ định chưa được lưu.
# Programs compare this text. It is the same in every language.
request-persisted-query-not-supported = PersistedQueryNotSupported
request-query-too-deep = Truy vấn có quá nhiều cấp lồng nhau.
request-query-too-complex = Truy vấn quá phức tạp.
request-document-too-large = Yêu cầu quá lớn.
request-rate-limited = Đã có quá nhiều yêu cầu. Vui lòng chờ một lúc rồi thử lại.
request-forbidden = Thao tác này không được phép.
request-unauthenticated = Thông tin xác thực không hợp lệ. Vui lòng đăng nhập lại.
request-overloaded = Hệ thống hiện đang quá tải. Vui lòng chờ một lúc rồi thử lại.
request-service-unavailable = Hiện không sử dụng được hệ thống. Vui lòng chờ một lúc rồi thử lại.
request-internal-server-error = Hệ thống đã gặp sự cố. Vui lòng chờ một lúc rồi thử lại.

## What a field expects (message of INVALID_FORMAT when the field is known)

hint-email = Vui lòng nhập địa chỉ email bằng chữ cái không dấu, chữ số và ký hiệu nửa chiều rộng (half-width), không quá 60 ký tự. Ví dụ: user@example.com
hint-name = Vui lòng nhập họ tên bằng chữ cái in hoa không dấu nửa chiều rộng (half-width), không quá 104 ký tự, giữa các từ có một dấu cách. Ví dụ: HOUMU TARO
hint-phone-number = Vui lòng nhập số điện thoại theo cách gọi trong nước Nhật Bản, gồm 9 đến 12 chữ số nửa chiều rộng (half-width). Ví dụ: 0312345678
hint-password = Vui lòng nhập mật khẩu từ 10 đến 20 ký tự, có ít nhất một chữ cái in hoa, một chữ cái thường, một chữ số và một trong các ký hiệu sau: $ % & = @ _ # * + - ? !
hint-street = Vui lòng nhập tên phố, số nhà bằng ký tự toàn chiều rộng (full-width, ký tự tiếng Nhật), không quá 80 ký tự. Một số ký tự, như biểu tượng cảm xúc, không dùng được. Ví dụ: １－１－１　緑ヶ関ハイツ２０２号
hint-postal-code = Vui lòng nhập mã bưu chính gồm bảy chữ số nửa chiều rộng (half-width). Ví dụ: 100-0001
hint-birth-date = Vui lòng nhập một ngày có thật trong quá khứ theo thứ tự năm, tháng, ngày. Ví dụ: 2000-01-01
hint-user-id = Vui lòng nhập ID người dùng đúng như trong email, bằng chữ cái và chữ số nửa chiều rộng (half-width). Ví dụ: hdlpf38617

## Names of fields (UserError.fieldLabel)

field-user-id = ID người dùng
field-type = Loại người dùng
field-name = Họ tên (chữ cái tiếng Anh)
field-sex = Giới tính
field-birth-date = Ngày tháng năm sinh
field-postal-code = Mã bưu chính
field-municipality-code = Địa chỉ tại Nhật Bản (tỉnh thành, quận huyện)
field-street = Địa chỉ tại Nhật Bản (tên phố, số nhà)
field-phone-number = Số điện thoại
field-email = Địa chỉ email
field-email-confirmation = Địa chỉ email (xác nhận)
field-password = Mật khẩu
field-password-confirmation = Mật khẩu (xác nhận)
field-current-password = Mật khẩu hiện tại
field-agreed-terms-version = Đồng ý với Điều khoản sử dụng
field-language = Ngôn ngữ
field-color-scheme = Bảng màu
field-certificate-number = Số giấy chứng nhận
field-token = Liên kết trong email
field-step-token = Xác nhận nội dung đã nhập
field-id = Thiết bị đang đăng nhập
field-idempotency-key = Khóa yêu cầu

## Names of fields of the officers' forms (UserError.fieldLabel)

field-officer-name = Tên cán bộ
field-officer-id = Cán bộ
field-role = Quyền
field-totp-code = Mã xác minh
field-recovery-code = Mã khôi phục
field-second-factor = Mã xác minh hoặc mã khôi phục
field-enrolment-code = Mã đăng ký
field-proposal-id = Đề xuất
field-certificates = Các giấy chứng nhận
field-holder-name = Họ tên người được cấp
field-nationality = Quốc tịch/Khu vực
field-status-of-residence = Tư cách lưu trú
field-period-of-stay = Thời hạn lưu trú
field-issued-on = Ngày cấp
field-issuing-bureau = Cục Quản lý xuất nhập cảnh và lưu trú khu vực đã cấp
field-application-number = Số đơn
field-reason = Lý do
field-notice = Thông báo
field-from = Thời điểm bắt đầu
field-until = Thời điểm kết thúc
field-texts = Văn bản của thông báo
field-title = Tiêu đề
field-body = Nội dung
field-expected-version = Phiên bản đã tải
field-ids = Các email
field-kind = Loại email

## Notices of an account (AccountNoticeCode)

# $number (string): the number of the certificate
notice-certificate-not-delivered = Email có Giấy chứng nhận tư cách lưu trú { $number } không gửi được đến địa chỉ email của quý vị. Vui lòng kiểm tra địa chỉ email đã đăng ký và thay đổi nếu địa chỉ sai hoặc không còn sử dụng. Sau đó, vui lòng liên hệ với Bộ phận hỗ trợ hệ thống để yêu cầu gửi lại giấy chứng nhận.

## What happened to an account (ActivityAction)

activity-account-registered = Đăng ký tài khoản
activity-account-imported = Chuyển tài khoản từ hệ thống khác
activity-first-password-set = Đặt mật khẩu lần đầu
activity-logged-in = Đăng nhập
activity-login-refused = Đăng nhập không thành công
activity-account-locked = Tài khoản bị khóa vì nhập sai mật khẩu năm lần liên tiếp
activity-device-locked = Đăng nhập bị khóa trên một trình duyệt hoặc ứng dụng vì nhập sai mật khẩu năm lần liên tiếp
activity-logged-out = Đăng xuất
activity-session-ended = Kết thúc một phiên đăng nhập
activity-other-sessions-ended = Kết thúc tất cả phiên đăng nhập khác
activity-reauthenticated = Xác nhận lại mật khẩu
activity-reauthentication-refused = Xác nhận lại mật khẩu không thành công
activity-password-reset-requested = Yêu cầu đặt lại mật khẩu
activity-password-reset = Đặt lại mật khẩu
activity-password-changed = Thay đổi mật khẩu
activity-email-change-started = Yêu cầu thay đổi địa chỉ email
activity-email-change-withdrawn = Rút lại yêu cầu thay đổi địa chỉ email
activity-email-changed = Thay đổi địa chỉ email
activity-change-disavowed = Hủy thay đổi bằng liên kết “Tôi không thực hiện việc này”
activity-contact-details-changed = Thay đổi thông tin liên hệ
activity-preferences-changed = Thay đổi ngôn ngữ hoặc màu sắc
activity-data-exported = Xuất dữ liệu của tài khoản
activity-account-closed = Đóng tài khoản
activity-certificate-issued = Cấp giấy chứng nhận tư cách lưu trú
activity-certificate-resent = Gửi lại giấy chứng nhận tư cách lưu trú
activity-certificate-cancelled = Cục Quản lý xuất nhập cảnh và lưu trú khu vực hủy giấy chứng nhận tư cách lưu trú
activity-receipt-registered = Đăng ký tiếp nhận giấy chứng nhận tư cách lưu trú
activity-certificate-checked = Có người kiểm tra bản in giấy chứng nhận tư cách lưu trú
activity-account-read = Cục Quản lý xuất nhập cảnh và lưu trú khu vực xem tài khoản
activity-account-unlocked = Cục Quản lý xuất nhập cảnh và lưu trú khu vực mở khóa tài khoản
activity-account-sessions-ended = Cục Quản lý xuất nhập cảnh và lưu trú khu vực kết thúc các phiên đăng nhập
activity-account-corrected = Cục Quản lý xuất nhập cảnh và lưu trú khu vực sửa thông tin người dùng
activity-mails-read = Cục Quản lý xuất nhập cảnh và lưu trú khu vực xem tình trạng gửi email
activity-mail-resent = Cục Quản lý xuất nhập cảnh và lưu trú khu vực gửi lại email
activity-mail-dropped = Cục Quản lý xuất nhập cảnh và lưu trú khu vực hủy gửi email
activity-suppression-lifted = Cục Quản lý xuất nhập cảnh và lưu trú khu vực bỏ chặn gửi email đến địa chỉ email
activity-audit-read = Cục Quản lý xuất nhập cảnh và lưu trú khu vực xem nhật ký của tài khoản
activity-password-withdrawn = Xóa mật khẩu để bảo đảm an toàn vì hệ thống được khôi phục từ bản sao lưu
activity-other = Thao tác khác
# An operation that was refused. $label (string): the operation, one of the texts above
activity-refused = { $label } (bị từ chối)

## User types

user-type-foreign-national-label = Người nước ngoài (người nộp đơn)
user-type-foreign-national-guide = Người nước ngoài tự nộp đơn cho mình
user-type-legal-representative-label = Người đại diện theo pháp luật
user-type-legal-representative-guide = Thành viên gia đình hoặc người đại diện theo pháp luật
user-type-legal-specialist-label = Luật sư / chuyên viên thủ tục hành chính (gyosei shoshi)
user-type-legal-specialist-guide = Luật sư hoặc chuyên viên thủ tục hành chính (gyosei shoshi)
user-type-organization-staff-label = Nhân viên của cơ quan trực thuộc
user-type-organization-staff-guide = Nhân viên của cơ quan trực thuộc, cơ quan tiếp nhận kỹ năng đặc định, cơ quan hỗ trợ đăng ký và cơ sở giáo dục tiếng Nhật
user-type-counter-applicant-label = Người nộp đơn (tại quầy) muốn nhận giấy chứng nhận điện tử
user-type-counter-applicant-guide = Người nộp đơn xin giấy chứng nhận tư cách lưu trú tại quầy của Cục Quản lý xuất nhập cảnh và lưu trú khu vực và muốn nhận giấy chứng nhận qua email (vui lòng đăng ký tại màn hình “Đăng ký thông tin người dùng”)

## Status of the registration of receipt

receipt-status-not-registered = Chưa đăng ký tiếp nhận
receipt-status-registered = Đã đăng ký tiếp nhận
receipt-status-cancelled = Đã bị Cục Quản lý xuất nhập cảnh và lưu trú khu vực hủy

## The public check of a certificate

certificate-check-valid = Giấy chứng nhận này do Cục Quản lý xuất nhập cảnh và lưu trú khu vực cấp và còn hiệu lực. Việc tiếp nhận chưa được đăng ký.
certificate-check-registered = Giấy chứng nhận này do Cục Quản lý xuất nhập cảnh và lưu trú khu vực cấp và còn hiệu lực. Việc tiếp nhận đã được đăng ký.
certificate-check-cancelled = Giấy chứng nhận này đã bị Cục Quản lý xuất nhập cảnh và lưu trú khu vực hủy và không còn sử dụng được.
certificate-check-past-validity = Giấy chứng nhận này do Cục Quản lý xuất nhập cảnh và lưu trú khu vực cấp, nhưng thời hạn hiệu lực ba tháng đã hết.
certificate-check-not-found = Không có giấy chứng nhận nào với số và mã này. Vui lòng đối chiếu với giấy chứng nhận.

## The top page's footer, and what stands around every page

site-title = Hệ thống nộp đơn lưu trú trực tuyến và Hệ thống khai báo điện tử
# $hours (string): the hours on weekdays, e.g. 9:00-17:00
site-help-desk-hours = Ngày thường { $hours } (trừ dịp cuối năm và đầu năm mới). Email được tiếp nhận 24 giờ một ngày, 365 ngày một năm.
site-procedure-contact = Để hỏi về thủ tục, vui lòng gọi điện đến Cục Quản lý xuất nhập cảnh và lưu trú khu vực gần nhất.
site-disclaimer = Hệ thống này không do Tổng cục Quản lý xuất nhập cảnh và lưu trú Nhật Bản vận hành.
site-link-agency = Trang web của Tổng cục Quản lý xuất nhập cảnh và lưu trú Nhật Bản
site-link-bureaus = Danh sách các Cục Quản lý xuất nhập cảnh và lưu trú khu vực, kèm số điện thoại
site-link-guide = Sách hướng dẫn sử dụng
site-link-who-can-register = Những người có thể đăng ký trực tuyến
site-link-before-registration = Thủ tục chuẩn bị để đăng ký người dùng
site-link-card-software = Phần mềm máy khách JPKI

## The procedures of "Search for Application Procedures"

procedure-in-person-application-title = Nộp đơn trực tiếp tại quầy xin giấy chứng nhận tư cách lưu trú
procedure-in-person-application-summary = Nộp đơn xin giấy chứng nhận tư cách lưu trú tại quầy của Cục Quản lý xuất nhập cảnh và lưu trú khu vực và đề nghị nhận qua email. Cần có ID người dùng.
procedure-user-registration-title = Đăng ký thông tin người dùng
procedure-user-registration-summary = Đăng ký địa chỉ email và thông tin người dùng để nhận ID người dùng.
procedure-counter-registration-title = Đăng ký thông tin người dùng (tại quầy)
procedure-counter-registration-summary = Dành cho người nộp đơn (tại quầy) muốn nhận giấy chứng nhận điện tử: đăng ký họ tên, ngày tháng năm sinh, địa chỉ cư trú tại Nhật Bản và thông tin liên lạc để nhận ID người dùng. Mật khẩu được đặt bằng URL trong email.
procedure-receipt-registration-title = Đăng ký tiếp nhận giấy chứng nhận tư cách lưu trú
procedure-receipt-registration-summary = Sau khi nhận giấy chứng nhận tư cách lưu trú qua email, đăng nhập và đăng ký tiếp nhận.
procedure-user-information-title = Xem và thay đổi thông tin người dùng
procedure-user-information-summary = Xem thông tin người dùng đã đăng ký và thay đổi địa chỉ email, mật khẩu, số điện thoại và thông tin khác.
procedure-forgotten-login-title = Nếu quên ID người dùng hoặc mật khẩu
procedure-forgotten-login-summary = Nhận ID người dùng qua email hoặc đặt lại mật khẩu. Khi đặt lại, tài khoản bị khóa cũng được mở khóa ngay.

## Answers to officers (ErrorCode of officer.graphql)

officer-error-invalid-credentials = Không xác nhận được tên, mật khẩu và mã này. Vui lòng kiểm tra và thử lại. Mỗi mã chỉ dùng được một lần. Nếu nhập sai liên tiếp năm lần, việc đăng nhập sẽ bị khóa trong 5 phút; mười lần thì trong một giờ; mười lăm lần thì trong 24 giờ.
officer-error-current-password-wrong = Mật khẩu hiện tại hoặc mã không đúng. Vui lòng kiểm tra và thử lại. Mỗi mã chỉ dùng được một lần. Nếu sai liên tiếp năm lần, việc đăng nhập sẽ bị khóa trong 5 phút; mười lần thì trong một giờ; mười lăm lần thì trong 24 giờ.
officer-error-enrolment-code-invalid = Mã đăng ký này không dùng được. Vui lòng yêu cầu quản trị viên cấp mã mới.
officer-error-totp-code-wrong = Mã này không đúng. Vui lòng kiểm tra giờ trên điện thoại và mã đang hiển thị trên đó.
officer-error-second-officer-required = Việc này phải do một cán bộ khác thực hiện: không phải người đã bắt đầu việc này, cũng không phải người đã tạo hoặc mời các cán bộ liên quan.
officer-error-officer-name-taken = Đã có hoặc từng có cán bộ mang tên này. Mỗi tên chỉ được cấp một lần. Vui lòng chọn tên khác.
officer-error-role-already-there = Cán bộ này đã có quyền này, hoặc việc cấp quyền này đã được đề xuất.
officer-error-account-unknown = Không có tài khoản đang mở nào có ID người dùng này. Vui lòng đối chiếu với đơn đề nghị nhận qua email.
officer-error-certificate-number-taken = Số giấy chứng nhận này đã được dùng cho giấy chứng nhận khác.
officer-error-certificate-number-twice = Một dòng trước đó có cùng số giấy chứng nhận.
officer-error-certificate-expired = Thời hạn hiệu lực ba tháng của giấy chứng nhận này đã hết nên giấy chứng nhận không được gửi.
# $max (number): how many at most
officer-error-too-many-certificates = Mỗi lần chỉ gửi được tối đa { $max } giấy chứng nhận.
officer-error-certificate-cancelled = Giấy chứng nhận này đã bị hủy.
officer-error-mail-on-its-way = Email của giấy chứng nhận này đang được gửi.
officer-error-notice-withdrawn = Thông báo này đã bị rút lại.
# $line (number): the line, from 1
officer-error-markup-not-allowed = Dòng { $line }: không thể dùng cách viết này trong thông báo. Vui lòng dùng văn bản thường, tiêu đề, nhấn mạnh, danh sách, trích dẫn và liên kết bắt đầu bằng https:// hoặc mailto:.
officer-error-period-order = Thời điểm kết thúc phải sau thời điểm bắt đầu.
officer-error-language-twice = Đã có văn bản bằng ngôn ngữ này.
officer-error-account-closed = Tài khoản này đã đóng.
officer-error-changed-meanwhile = Nội dung đã thay đổi sau khi quý vị mở màn hình. Không có gì được lưu. Vui lòng xem lại và nhập lại nếu vẫn cần.
officer-error-already-paused = Việc gửi email loại này đã được tạm dừng. Lần tạm dừng trước và lý do của lần đó được giữ nguyên.
officer-error-mail-state-unsuitable = Không thể thực hiện việc này ở trạng thái hiện tại của email: email đang được gửi, đã được gửi hoặc đã kết thúc. Vui lòng xem lại.
officer-error-mail-no-longer-wanted = Không ai cần email này nữa, chẳng hạn vì liên kết không còn hiệu lực, tài khoản đã đóng, giấy chứng nhận đã bị hủy, việc tiếp nhận đã được đăng ký, hoặc đã đến kỳ gửi email nhắc tiếp theo.
officer-error-second-copy-possible = Email này có thể đã đến nơi. Chỉ gửi lại nếu việc nhận thêm một bản không gây vấn đề gì, và vui lòng xác nhận điều đó.
officer-error-address-suppressed = Email gửi đến địa chỉ email này đã bị trả lại, nên email loại này không được gửi đến đó. Trước hết, vui lòng sửa địa chỉ email hoặc bỏ chặn.
officer-error-mail-warns-owner = Email này báo cho chủ tài khoản biết những gì đã được thực hiện với tài khoản, nên không thể hủy gửi trong khi email đang chờ gửi.
