# Uketori: texts of the mails, Spanish.
# Draft: no native speaker has read this file yet.
# All texts read against English and Japanese by a second reader, 2026-11; not yet by a native speaker.
# Keys and variables are the same in all eight languages.
# All dates and times arrive as finished text; times are in Japan time, and "Japan time" is said here.

## Frame of every mail

layout-system-name = Sistema de Solicitudes de Residencia en Línea
# Every subject: what the mail is for, then the system, because a telephone cuts the end off.
# $title (of the mail), $system (strings)
layout-subject = { $title } - { $system }
# The same about one certificate. $title, $number, $system (strings)
layout-subject-of-certificate = { $title }: { $number } - { $system }
layout-button-hint = Si el botón no funciona, abra esta dirección:
layout-not-you = Si no sabe por qué recibió este correo, no tiene que hacer nada.
layout-no-reply = Este correo se envió automáticamente. Si lo responde, no podremos contestarle.
# $phone, $hours, $email (strings)
layout-help-desk = Consultas sobre el uso del sistema: Servicio de asistencia del sistema, teléfono { $phone } ({ $hours }), correo { $email }
layout-disclaimer = Este sistema no es operado por la Agencia de Servicios de Inmigración de Japón.
# $domain (string)
layout-domain = Para asegurarse de recibir nuestros correos, permita los correos del dominio «{ $domain }».
# A period in mails. $count (number)
layout-hours =
    { $count ->
        [one] { $count } hora
       *[other] { $count } horas
    }
# $count (number)
layout-minutes =
    { $count ->
        [one] { $count } minuto
       *[other] { $count } minutos
    }
# Above what the reader of a mail about a certificate finds below it.
layout-details-heading = Detalles
# Above a user ID, which stands alone on its line.
user-id-label = ID de usuario

## Where a change came from, in mails that tell an owner of one

security-label-when = Fecha y hora
# $when (date and time)
security-when = { $when } (hora de Japón)
security-label-device = Dispositivo
security-label-place = Lugar
# $network (string), e.g. 203.0.113.0/24
security-network = red { $network } (no se conoce el país)
# Instead of a device or a place that is not known.
security-unknown = no se conoce
# Instead of a place, if officers made the change.
security-at-bureau = Oficina Regional de Inmigración (cambio hecho por su personal)

## M1 registration link

registration-link-title = Registro de usuario
registration-link-p1 = Recibimos su solicitud de registro de usuario en el Sistema de Solicitudes de Residencia en Línea. El registro todavía no está completo.
registration-link-p2 = Presione el botón o abra la dirección indicada e ingrese los datos en la pantalla de registro de usuario.
# $expires (date and time), $period (layout-hours or layout-minutes)
registration-link-p3 = Este enlace es válido hasta: { $expires } (hora de Japón), es decir, durante { $period } desde el envío de este correo. Si ya venció, empiece de nuevo e ingrese su correo electrónico.
registration-link-p4 = Si usted no lo solicitó, ignore este correo. No se registrará nada.
registration-link-button = Ir al registro de usuario

## M2 user ID

user-id-issued-title = Su ID de usuario
# $name (string)
user-id-issued-p1 = A la atención de { $name }:
user-id-issued-p2 = Su registro de usuario está completo. Este es su ID de usuario. Guárdelo en un lugar seguro.
user-id-issued-p3 = Cuando solicite en persona un Certificado de Elegibilidad en una Oficina Regional de Inmigración y desee recibirlo por correo electrónico, escriba este ID de usuario en el formulario para pedir el envío por correo electrónico, «（窓口申請）在留資格認定証明書電子交付希望申出書», y entréguelo con su solicitud.
user-id-issued-p4 = Este registro por sí solo no permite presentar solicitudes en línea.
user-id-issued-p5 = Para iniciar sesión, use este ID de usuario y la contraseña que eligió al registrarse. La contraseña no figura en este correo.
user-id-issued-button = Iniciar sesión

## M3 completion of the user information registration, link to the first password

first-password-link-title = Establezca su contraseña
first-password-link-p1 = El registro de la información del usuario está completo. Este es su ID de usuario. Guárdelo en un lugar seguro.
first-password-link-p2 = El siguiente paso es establecer su contraseña. Antes, cierre todas las ventanas que muestren la página principal o la página de inicio de sesión del Sistema de Solicitudes de Residencia en Línea. Si alguna está abierta, se producirá un error. En ese caso, cierre la ventana y abra de nuevo el enlace.
# $expires (date and time)
first-password-link-p3 = Después, presione el botón o abra la dirección indicada. Este enlace es válido hasta: { $expires } (hora de Japón). Si ya venció, elija «Haga clic aquí si olvidó su contraseña» en la pantalla de inicio de sesión e ingrese su ID de usuario y su correo electrónico. Le enviaremos un nuevo enlace.
first-password-link-p4 = Cuando solicite un Certificado de Elegibilidad en la ventanilla, escriba este ID de usuario en el formulario para pedir el envío por correo electrónico, «（窓口申請）在留資格認定証明書電子交付希望申出書». Este registro por sí solo no permite presentar solicitudes en línea.
first-password-link-button = Establecer contraseña

## M4 user ID notification

user-id-reminder-title = El ID de usuario que solicitó
user-id-reminder-p1 = Usted solicitó su ID de usuario. Con el correo electrónico y el nombre que ingresó está registrado lo siguiente.
# One line below each user ID. $type (label of the user type), $registered (date)
user-id-reminder-item = Tipo de usuario: { $type }; fecha de registro: { $registered }
user-id-reminder-p2 = Si también olvidó su contraseña, elija «Haga clic aquí si olvidó su contraseña» en la pantalla de inicio de sesión y restablézcala.
user-id-reminder-p3 = Si usted no lo solicitó, ignore este correo. No se cambió nada.
user-id-reminder-button = Iniciar sesión

## M5 password reset link

password-reset-link-title = Restablecer contraseña
password-reset-link-p1 = Recibimos su solicitud para restablecer la contraseña. La contraseña todavía no ha cambiado.
password-reset-link-p2 = Presione el botón o abra la dirección indicada y establezca una nueva contraseña. Si su cuenta está bloqueada, se desbloqueará en cuanto restablezca la contraseña.
# $expires (date and time)
password-reset-link-p3 = Este enlace es válido hasta: { $expires } (hora de Japón). Si ya venció, empiece de nuevo e ingrese su ID de usuario y su correo electrónico.
password-reset-link-p4 = Si usted no lo solicitó, ignore este correo. Su contraseña actual sigue siendo válida.
password-reset-link-button = Restablecer contraseña

## M6 e-mail change link, to the new address

email-change-link-title = Cambio de correo electrónico
email-change-link-p1 = Recibimos su solicitud para cambiar el correo electrónico registrado por esta dirección. El cambio todavía no está completo.
email-change-link-p2 = Presione el botón o abra la dirección indicada y complete el cambio en la pantalla que aparece. Hasta entonces, nuestros correos se enviarán a su dirección anterior.
# $expires (date and time)
email-change-link-p3 = Este enlace es válido hasta: { $expires } (hora de Japón). Si ya venció, empiece de nuevo e ingrese su correo electrónico.
email-change-link-p4 = Si usted no lo solicitó, ignore este correo. No se cambiará nada.
email-change-link-button = Cambiar correo electrónico

## M7 password changed

password-changed-title = Contraseña cambiada
# $when (date and time)
password-changed-p1 = Se cambió su contraseña. Fecha y hora: { $when } (hora de Japón).
password-changed-p2 = Para proteger su cuenta, se cerró la sesión en todos los demás dispositivos. En ellos, inicie sesión de nuevo con la nueva contraseña.
password-changed-p3 = Si no fue usted, es posible que otra persona haya cambiado su contraseña. Restablézcala de inmediato y comuníquese con el servicio de asistencia del sistema.
password-changed-button = Restablecer contraseña

## M10 e-mail change, to the old address: at the request

email-change-requested-title = Aviso de cambio de correo electrónico: solicitado
# $when (date and time)
email-change-requested-p1 = Se solicitó un cambio de su correo electrónico registrado. Fecha y hora: { $when } (hora de Japón). El cambio aún no se ha completado: nuestros correos se siguen enviando a esta dirección.
email-change-requested-p2 = Si fue usted, no tiene que hacer nada.
# $expires (date and time)
email-change-requested-p3 = Si no fue usted, presione el botón lo antes posible. El botón es válido hasta: { $expires } (hora de Japón). Al presionarlo, se detendrá el cambio de correo electrónico y se cerrará la sesión en todos los dispositivos. Después, restablezca su contraseña antes de volver a usar el sistema.
email-change-requested-button = No fui yo

## M10 e-mail change, to the old address: at the change

email-change-completed-title = Aviso de cambio de correo electrónico: completado
# $when (date and time)
email-change-completed-p1 = Se completó el cambio de su correo electrónico registrado. Fecha y hora: { $when } (hora de Japón). Nuestros correos ya no se envían a esta dirección.
email-change-completed-p2 = Si fue usted, no tiene que hacer nada.
# $expires (date and time)
email-change-completed-p3 = Si no fue usted, presione el botón lo antes posible. El botón es válido hasta: { $expires } (hora de Japón). Al presionarlo, se anulará el cambio, se volverá a usar esta dirección y se cerrará la sesión en todos los dispositivos. Después, restablezca su contraseña antes de volver a usar el sistema.
email-change-completed-button = No fui yo

## M11 other information changed

contact-changed-title = Información del usuario cambiada
# $when (date and time)
contact-changed-p1 = Se cambió la información del usuario de su cuenta. Fecha y hora: { $when } (hora de Japón). Para verla, inicie sesión y elija «Consultar información del usuario» en «Mi página».
contact-changed-p2 = Si no fue usted, cambie su contraseña de inmediato y comuníquese con el servicio de asistencia del sistema.
contact-changed-by-bureau = Si algún dato es incorrecto, comuníquese con el servicio de asistencia del sistema.
contact-changed-button = Iniciar sesión

## M12 certificate cancelled

certificate-cancelled-title = Certificado anulado
# $number, $holder (strings)
certificate-cancelled-p1 = La Oficina Regional de Inmigración anuló el Certificado de Elegibilidad de { $holder } (número { $number }) que le enviamos por correo electrónico.
certificate-cancelled-p2 = Este certificado no se puede usar para solicitar una visa ni para solicitar el desembarque (ingreso) en Japón. Si reenvió el correo con el certificado a otra persona, avísele.
certificate-cancelled-p3 = No es necesario registrar la recepción. Para más detalles, consulte a la Oficina Regional de Inmigración donde presentó la solicitud.

## Account locked

account-locked-title = Cuenta bloqueada
# $until (date and time)
account-locked-p1 = Se ingresó una contraseña incorrecta cinco veces seguidas, por lo que su cuenta se bloqueó. No podrá iniciar sesión hasta: { $until } (hora de Japón).
account-locked-p2 = Pasada esa hora, la cuenta se desbloquea. Si restablece su contraseña, se desbloquea de inmediato.
account-locked-p3 = Si no fue usted, es posible que otra persona haya intentado iniciar sesión. En ese caso le recomendamos restablecer su contraseña.
account-locked-button = Restablecer contraseña

## Account locked, but not for the browsers and apps in which its owner has logged in before

account-locked-for-strangers-title = Cuenta bloqueada
# $until (date and time)
account-locked-for-strangers-p1 = Se ingresó una contraseña incorrecta cinco veces seguidas, por lo que su cuenta se bloqueó hasta: { $until } (hora de Japón). En los navegadores y las aplicaciones donde ya inició sesión antes, puede seguir iniciando sesión.
account-locked-for-strangers-p2 = En los demás, podrá iniciar sesión pasada esa hora. Si restablece su contraseña, la cuenta se desbloquea de inmediato.
account-locked-for-strangers-p3 = Si no fue usted, es posible que otra persona haya intentado iniciar sesión. En ese caso le recomendamos restablecer su contraseña.

## One browser or app locked, and not the account

browser-locked-title = Inicio de sesión bloqueado en un navegador o una aplicación
# $until (date and time)
browser-locked-p1 = En un navegador o una aplicación donde usted ya había iniciado sesión, se ingresó una contraseña incorrecta cinco veces seguidas. No podrá iniciar sesión ahí hasta: { $until } (hora de Japón). Este bloqueo no afecta a otros navegadores ni aplicaciones.
browser-locked-p2 = Pasada esa hora, el bloqueo termina. Si restablece su contraseña, termina de inmediato.
browser-locked-p3 = Si no fue usted, es posible que otra persona haya usado su dispositivo. En ese caso le recomendamos restablecer su contraseña.

## M8 certificate

# $title (Japanese, a setting), $number, $system (strings). Every language keeps the Japanese title in front.
certificate-subject = 【{ $title }】{ $number } Certificado de Elegibilidad - { $system }
# $title (Japanese, a setting)
certificate-title = 【{ $title }】Certificado de Elegibilidad
# $number, $holder (strings)
certificate-p1 = Este correo es el Certificado de Elegibilidad de { $holder } (número { $number }). El propio correo es el certificado.
# $register_by (date): the seventh day after the mail; $deadline (date): the last day of validity
certificate-summary = Presione el botón, inicie sesión y registre la recepción a más tardar el { $register_by }. El certificado es válido hasta el { $deadline }.
certificate-p2 = Conserve bien este correo. Puede reenviarlo e imprimirlo. Al solicitar una visa y al solicitar el desembarque (ingreso) en Japón, muestre este correo en una pantalla o entregue una copia impresa.
certificate-label-number = Número del Certificado de Elegibilidad
certificate-label-holder-name = Nombre
certificate-label-nationality = Nacionalidad/región
certificate-label-sex = Sexo
certificate-label-birth-date = Fecha de nacimiento
certificate-label-status-of-residence = Estatus de residencia
certificate-label-period-of-stay = Período de estancia
certificate-label-issued-on = Fecha de emisión
certificate-label-valid-until = Válido hasta
certificate-label-issuing-bureau = Oficina Regional de Inmigración emisora
certificate-label-application-number = Número de solicitud
sex-male = Masculino
sex-female = Femenino
certificate-notes-heading = Notas
certificate-note-1 = Este certificado no es en sí un permiso de desembarque (ingreso) en Japón. Antes del desembarque, debe obtener una visa en una embajada o consulado general de Japón en el extranjero.
certificate-note-2 = Este certificado pierde su validez, a menos que su titular obtenga una visa y solicite el desembarque en un plazo de tres meses desde la fecha de emisión.
certificate-note-3 = Este certificado no garantiza el permiso de desembarque. El desembarque puede denegarse si no se cumplen las demás condiciones o si han cambiado las circunstancias.
# The page and the code are beside it on the certificate.
certificate-check = Con el número y el código de verificación, cualquier persona puede comprobar en la página indicada que este certificado es auténtico y no ha sido anulado.
certificate-label-check-page = Página de verificación
certificate-label-check-code = Código de verificación
certificate-request-1 = Cuando reciba este correo, inicie sesión en el Sistema de Solicitudes de Residencia en Línea y registre la recepción en los siete días siguientes a su envío. El registro lo hace la persona que tiene el ID de usuario. Quien reciba este correo reenviado no tiene que hacerlo.
# $deadline (date): the last day of validity
certificate-request-2 = Si la recepción no se registra en los siete días siguientes al envío de este correo, le enviaremos un recordatorio. Después enviaremos otro cada siete días, hasta que se registre la recepción o hasta que pasen tres meses desde la fecha de emisión (último día: { $deadline }).
certificate-button = Registrar recepción

## M9 follow-up

receipt-reminder-title = Registre la recepción
# $number (string), $requested (date and time)
receipt-reminder-p1 = Todavía no está registrada la recepción del Certificado de Elegibilidad (número { $number }) que le enviamos por correo electrónico. Fecha y hora del envío: { $requested } (hora de Japón).
receipt-reminder-p2 = Presione el botón o abra la dirección indicada, inicie sesión y presione «Registrar recepción» junto a este certificado en la lista de registros de recepción.
# $deadline (date): the last day of validity
receipt-reminder-p3 = Mientras no se registre la recepción, enviaremos este correo cada siete días, hasta el último día de validez del certificado: { $deadline }.
receipt-reminder-p4 = Si ya registró la recepción, ignore este correo.
receipt-reminder-p5 = Si no recibió el correo con el certificado, revise la carpeta de correo no deseado (spam). Si no está allí, comuníquese con el servicio de asistencia del sistema.
receipt-reminder-button = Ir al registro de recepción

## User types, in the list of user IDs

user-type-foreign-national = Extranjero (solicitante)
user-type-legal-representative = Representante legal
user-type-legal-specialist = Abogado / gestor administrativo (gyosei shoshi)
user-type-organization-staff = Personal de la institución
user-type-counter-applicant = Solicitante (en ventanilla) del Certificado de Elegibilidad electrónico
