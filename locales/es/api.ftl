# Uketori: messages of the API, Spanish.
# Draft: no native speaker has read this file yet.
# All texts read against English and Japanese by a second reader, 2026-11; not yet by a native speaker.
# Keys and variables are the same in all eight languages.

## Answers to forms and operations (ErrorCode)

error-required = Este campo es obligatorio. Ingrese un valor o seleccione una opción.
error-invalid-format = El formato no es correcto. Revise los datos ingresados.
# $min (number): the smallest number of characters
error-too-short = Ingrese al menos { $min } caracteres.
# $max (number): the largest number of characters
error-too-long = Ingrese { $max } caracteres como máximo.
error-confirmation-mismatch = Los dos textos no coinciden. Ingrese el mismo texto en ambos campos.
error-not-in-list = Seleccione una opción.
error-date-in-future = Esta fecha es futura. Ingrese la fecha de hoy (hora de Japón) o una anterior.
error-password-needs-uppercase = La contraseña debe contener al menos una letra mayúscula (A-Z).
error-password-needs-lowercase = La contraseña debe contener al menos una letra minúscula (a-z).
error-password-needs-number = La contraseña debe contener al menos un número (0-9).
# $symbols (string): the symbols allowed, separated by spaces
error-password-needs-symbol = La contraseña debe contener al menos uno de estos símbolos: { $symbols }
error-password-character-not-allowed = La contraseña contiene un carácter que no se puede usar. Solo se admiten letras mayúsculas, letras minúsculas, números y estos símbolos: $ % & = @ _ # * + - ? !
error-password-too-common = Esta contraseña es fácil de adivinar. Elija otra.
error-password-contains-personal-data = La contraseña no debe contener datos personales, como su nombre, ID de usuario, correo electrónico o número de teléfono. Elija otra.
error-terms-not-agreed = Lea los términos de uso y acéptelos.
error-terms-outdated = Los términos de uso cambiaron. Lea la nueva versión y acéptela.
error-link-unknown = Este enlace no es válido. Verifique que abrió la dirección completa que figura en el correo.
error-link-expired = Este enlace ya venció. Para saber qué hacer ahora, consulte el correo que contiene este enlace. Si no lo indica, comuníquese con el servicio de asistencia del sistema.
error-link-used = Este enlace ya se utilizó.
error-link-replaced = Este enlace ya no es válido porque se envió un correo más reciente. Abra el enlace del último correo.
error-link-revoked = Este enlace ya no es válido porque, después de enviarse este correo, se cambió algo en su cuenta, por ejemplo la contraseña o el correo electrónico. No se envió ningún correo más reciente. Inicie sesión. Si olvidó su contraseña, restablézcala en la pantalla de inicio de sesión. Si usted no hizo el cambio, comuníquese con el servicio de asistencia del sistema.
error-step-unknown = Esta operación no es válida. No se cambió nada. Empiece de nuevo desde la pantalla de entrada de datos.
error-step-expired = Pasó demasiado tiempo desde que confirmó los datos y no se puede continuar. No se cambió nada. Confirme los datos de nuevo.
error-step-used = Esta operación ya se realizó. No es necesario repetirla.
error-idempotency-key-reused = La misma clave de solicitud ya se usó con otro contenido. Abra de nuevo la pantalla e inténtelo otra vez.
error-not-available = Esta operación no está disponible para su cuenta.
error-email-unchanged = Esta ya es su dirección de correo electrónico registrada. Para cambiarla, ingrese otra dirección.
error-invalid-credentials = No se pudieron verificar el ID de usuario y la contraseña. Revise ambos e inténtelo de nuevo. Después de cinco contraseñas incorrectas seguidas, la cuenta se bloquea durante 24 horas. Si restablece la contraseña, la cuenta se desbloquea de inmediato.
error-current-password-wrong = Esta no es su contraseña actual. Revísela e ingrésela de nuevo. Después de cinco contraseñas incorrectas seguidas, la cuenta se bloquea durante 24 horas. Si restablece la contraseña, la cuenta se desbloquea de inmediato.
error-rate-limited = Hubo demasiados intentos en poco tiempo. Espere un momento e inténtelo de nuevo.
error-overloaded = El sistema está saturado en este momento. Espere un momento e inténtelo de nuevo.
error-not-logged-in = Inicie sesión.
error-session-expired = Su sesión terminó. Inicie sesión de nuevo.
error-session-expired-idle = Su sesión se cerró automáticamente porque no hubo actividad durante más de tres horas. Inicie sesión de nuevo.
error-session-expired-absolute-limit = Su sesión se cerró automáticamente porque llegó a la duración máxima. Inicie sesión de nuevo.
error-session-expired-logged-out = Usted cerró la sesión. Para continuar, inicie sesión de nuevo.
error-session-expired-ended-elsewhere = Su sesión se cerró desde otro dispositivo o por la Oficina Regional de Inmigración, o porque había demasiadas sesiones abiertas. Inicie sesión de nuevo. Si no fue usted, restablezca su contraseña.
error-session-expired-password-changed = Su sesión se cerró porque se cambió la contraseña. Inicie sesión con la nueva contraseña. Si usted no la cambió, restablezca su contraseña y comuníquese con el servicio de asistencia del sistema.
error-session-expired-email-changed = Su sesión se cerró porque se cambió el correo electrónico registrado o se anuló ese cambio. Inicie sesión de nuevo. Si no fue usted, comuníquese con el servicio de asistencia del sistema.
error-absolute-limit = Su sesión llegó a la duración máxima y no se puede extender más. Inicie sesión de nuevo.
error-session-open = No se puede establecer la contraseña mientras el Sistema de Solicitudes de Residencia en Línea esté abierto. Cierre la sesión, cierre todas las ventanas del sistema y abra de nuevo el enlace del correo. El enlace sigue siendo válido.
error-reauthentication-required = Para proteger su cuenta, ingrese su contraseña actual.
error-not-found = No se encontró nada. Revise los datos ingresados.
error-cancelled = La Oficina Regional de Inmigración anuló este Certificado de Elegibilidad, por lo que no se puede registrar su recepción.

## Requests that could not be carried out (extensions.code)

request-graphql-parse-failed = La solicitud contiene un error de sintaxis.
request-graphql-validation-failed = La solicitud no se ajusta al esquema.
request-bad-user-input = Los valores de las variables de la solicitud no son válidos.
request-operation-resolution-failure = No se pudo determinar la operación que se debe ejecutar. Revise el nombre de la operación.
request-bad-request = El formato de la solicitud no es correcto.
request-persisted-query-not-found = La consulta indicada no está almacenada.
# Programs compare this text. It is the same in every language.
request-persisted-query-not-supported = PersistedQueryNotSupported
request-query-too-deep = La consulta tiene demasiados niveles.
request-query-too-complex = La consulta es demasiado compleja.
request-document-too-large = La solicitud es demasiado grande.
request-rate-limited = Se hicieron demasiadas solicitudes. Espere un momento e inténtelo de nuevo.
request-forbidden = Esta operación no está permitida.
request-unauthenticated = Los datos de autenticación no son válidos. Inicie sesión de nuevo.
request-overloaded = El sistema está saturado en este momento. Espere un momento e inténtelo de nuevo.
request-service-unavailable = El sistema no está disponible en este momento. Espere un momento e inténtelo de nuevo.
request-internal-server-error = Se produjo un problema en el sistema. Espere un momento e inténtelo de nuevo.

## What a field expects (message of INVALID_FORMAT when the field is known)

hint-email = Ingrese el correo electrónico con letras sin tilde, números y símbolos de ancho medio, con un máximo de 60 caracteres. Ejemplo: user@example.com
hint-name = Ingrese el nombre en letras mayúsculas de ancho medio (sin tilde ni ñ), con un máximo de 104 caracteres y un espacio entre palabras. Ejemplo: HOUMU TARO
hint-phone-number = Ingrese el número de teléfono tal como se marca dentro de Japón, con 9 a 12 dígitos de ancho medio. Ejemplo: 0312345678
hint-password = Ingrese una contraseña de 10 a 20 caracteres, con al menos una letra mayúscula, una letra minúscula, un número y uno de estos símbolos: $ % & = @ _ # * + - ? !
hint-street = Ingrese el barrio, la calle y el número en caracteres de ancho completo (caracteres japoneses), con un máximo de 80 caracteres. Algunos caracteres, como los emojis, no se pueden usar. Ejemplo: １－１－１　緑ヶ関ハイツ２０２号
hint-postal-code = Ingrese el código postal con siete dígitos de ancho medio. Ejemplo: 100-0001
hint-birth-date = Ingrese una fecha pasada que exista, en el orden año, mes y día. Ejemplo: 2000-01-01
hint-user-id = Ingrese el ID de usuario exactamente como figura en el correo, con letras y números de ancho medio. Ejemplo: hdlpf38617

## Names of fields (UserError.fieldLabel)

field-user-id = ID de usuario
field-type = Tipo de usuario
field-name = Nombre (letras del alfabeto inglés)
field-sex = Sexo
field-birth-date = Fecha de nacimiento
field-postal-code = Código postal
field-municipality-code = Dirección en Japón (prefectura y municipio)
field-street = Dirección en Japón (barrio, calle y número)
field-phone-number = Número de teléfono
field-email = Correo electrónico
field-email-confirmation = Correo electrónico (confirmación)
field-password = Contraseña
field-password-confirmation = Contraseña (confirmación)
field-current-password = Contraseña actual
field-agreed-terms-version = Aceptación de los términos de uso
field-language = Idioma
field-color-scheme = Combinación de colores
field-certificate-number = Número de certificado
field-token = Enlace del correo
field-step-token = Confirmación de los datos
field-id = Sesión
field-idempotency-key = Clave de la solicitud

## Names of fields of the officers' forms (UserError.fieldLabel)

field-officer-name = Nombre del funcionario
field-officer-id = Funcionario
field-role = Función
field-totp-code = Código de un solo uso
field-recovery-code = Código de recuperación
field-second-factor = Código de un solo uso o código de recuperación
field-enrolment-code = Código de inscripción
field-proposal-id = Propuesta
field-certificates = Certificados
field-holder-name = Nombre del titular
field-nationality = Nacionalidad/región
field-status-of-residence = Estatus de residencia
field-period-of-stay = Período de estancia
field-issued-on = Fecha de emisión
field-issuing-bureau = Oficina Regional de Inmigración emisora
field-application-number = Número de solicitud
field-reason = Motivo
field-notice = Aviso
field-from = Inicio
field-until = Final
field-texts = Textos del aviso
field-title = Título
field-body = Texto
field-expected-version = Versión cargada
field-ids = Correos
field-kind = Tipo de correo

## Notices of an account (AccountNoticeCode)

# $number (string): the number of the certificate
notice-certificate-not-delivered = No se pudo entregar en su dirección de correo electrónico el mensaje con el Certificado de Elegibilidad { $number }. Revise su dirección de correo electrónico registrada y cámbiela si es incorrecta o si ya no la usa. Después, comuníquese con el servicio de asistencia del sistema y pida que le envíen de nuevo el certificado.

## What happened to an account (ActivityAction)

activity-account-registered = Cuenta registrada
activity-account-imported = Cuenta trasladada desde otro sistema
activity-first-password-set = Primera contraseña establecida
activity-logged-in = Inicio de sesión
activity-login-refused = Inicio de sesión rechazado
activity-account-locked = Cuenta bloqueada tras cinco contraseñas incorrectas seguidas
activity-device-locked = Inicio de sesión bloqueado en un navegador o aplicación tras cinco contraseñas incorrectas seguidas
activity-logged-out = Cierre de sesión
activity-session-ended = Una sesión cerrada
activity-other-sessions-ended = Todas las demás sesiones cerradas
activity-reauthenticated = Contraseña confirmada
activity-reauthentication-refused = Confirmación de la contraseña rechazada
activity-password-reset-requested = Restablecimiento de la contraseña solicitado
activity-password-reset = Contraseña restablecida
activity-password-changed = Contraseña cambiada
activity-email-change-started = Cambio del correo electrónico iniciado
activity-email-change-withdrawn = Cambio del correo electrónico retirado
activity-email-changed = Correo electrónico cambiado
activity-change-disavowed = Cambio anulado con el enlace «No fui yo»
activity-contact-details-changed = Datos de contacto cambiados
activity-preferences-changed = Idioma o combinación de colores cambiados
activity-data-exported = Datos de la cuenta exportados
activity-account-closed = Cuenta cerrada
activity-certificate-issued = Certificado de Elegibilidad emitido
activity-certificate-resent = Certificado de Elegibilidad enviado de nuevo
activity-certificate-cancelled = Certificado de Elegibilidad anulado por la Oficina Regional de Inmigración
activity-receipt-registered = Recepción de un Certificado de Elegibilidad registrada
activity-certificate-checked = Certificado de Elegibilidad impreso verificado por alguien
activity-account-read = Cuenta consultada por la Oficina Regional de Inmigración
activity-account-unlocked = Cuenta desbloqueada por la Oficina Regional de Inmigración
activity-account-sessions-ended = Sesiones cerradas por la Oficina Regional de Inmigración
activity-account-corrected = Información del usuario corregida por la Oficina Regional de Inmigración
activity-mails-read = Envío de correos consultado por la Oficina Regional de Inmigración
activity-mail-resent = Correo enviado de nuevo por la Oficina Regional de Inmigración
activity-mail-dropped = Envío de un correo cancelado por la Oficina Regional de Inmigración
activity-suppression-lifted = Envío de correos a la dirección reanudado por la Oficina Regional de Inmigración
activity-audit-read = Registros de la cuenta consultados por la Oficina Regional de Inmigración
activity-password-withdrawn = Contraseña eliminada por seguridad al restaurar el sistema desde una copia de seguridad
activity-other = Otra operación
# An operation that was refused. $label (string): the operation, one of the texts above
activity-refused = { $label } (rechazado)

## User types

user-type-foreign-national-label = Extranjero (solicitante)
user-type-foreign-national-guide = Personas extranjeras que presentan su propia solicitud
user-type-legal-representative-label = Representante legal
user-type-legal-representative-guide = Familiares o representantes legales
user-type-legal-specialist-label = Abogado / gestor administrativo (gyosei shoshi)
user-type-legal-specialist-guide = Abogados o gestores administrativos (gyosei shoshi)
user-type-organization-staff-label = Personal de la institución
user-type-organization-staff-guide = Personal de instituciones, de organizaciones a las que pertenecen trabajadores con habilidades específicas, de organizaciones de apoyo registradas y de instituciones de enseñanza del idioma japonés
user-type-counter-applicant-label = Solicitante (en ventanilla) del Certificado de Elegibilidad electrónico
user-type-counter-applicant-guide = Personas que solicitan el Certificado de Elegibilidad en una ventanilla de una Oficina Regional de Inmigración y desean recibirlo por correo electrónico (regístrese en la pantalla «Registro de la información del usuario»)

## Status of the registration of receipt

receipt-status-not-registered = Recepción no registrada
receipt-status-registered = Recepción registrada
receipt-status-cancelled = Anulado por la Oficina Regional de Inmigración

## The public check of a certificate

certificate-check-valid = Este certificado fue emitido por la Oficina Regional de Inmigración y es válido. Aún no se registró su recepción.
certificate-check-registered = Este certificado fue emitido por la Oficina Regional de Inmigración y es válido. Ya se registró su recepción.
certificate-check-cancelled = La Oficina Regional de Inmigración anuló este certificado. Ya no se puede utilizar.
certificate-check-past-validity = Este certificado fue emitido por la Oficina Regional de Inmigración, pero ya pasaron sus tres meses de validez.
certificate-check-not-found = No hay ningún certificado con este número y este código. Compárelos con los que figuran en el certificado.

## The top page's footer, and what stands around every page

site-title = Sistema de Solicitudes de Residencia en Línea y Sistema de Notificación Electrónica
# $hours (string): the hours on weekdays, e.g. 9:00-17:00
site-help-desk-hours = Días laborables { $hours } (excepto fin de año y Año Nuevo). Los correos se reciben las 24 horas, los 365 días del año.
site-procedure-contact = Para consultas sobre los trámites, llame por teléfono a la Oficina Regional de Inmigración más cercana.
site-disclaimer = Este sistema no es operado por la Agencia de Servicios de Inmigración de Japón.
site-link-agency = Sitio web de la Agencia de Servicios de Inmigración de Japón
site-link-bureaus = Lista de Oficinas Regionales de Inmigración, con números de teléfono
site-link-guide = Manual
site-link-who-can-register = Quién puede registrarse en línea
site-link-before-registration = Preparativos para el registro de usuario
site-link-card-software = Software de cliente JPKI

## The procedures of "Search for Application Procedures"

procedure-in-person-application-title = Solicitud presencial del Certificado de Elegibilidad
procedure-in-person-application-summary = Solicite el Certificado de Elegibilidad en una ventanilla de la Oficina Regional de Inmigración y pida recibirlo por correo electrónico. Necesita un ID de usuario.
procedure-user-registration-title = Registro de usuario
procedure-user-registration-summary = Registre su correo electrónico y su información del usuario, y obtenga un ID de usuario.
procedure-counter-registration-title = Registro de la información del usuario (en ventanilla)
procedure-counter-registration-summary = Para solicitantes (en ventanilla) del Certificado de Elegibilidad electrónico: registre su nombre, fecha de nacimiento, domicilio en Japón y datos de contacto, y obtenga un ID de usuario. La contraseña se establece con la URL que recibirá por correo.
procedure-receipt-registration-title = Registro de recepción del Certificado de Elegibilidad
procedure-receipt-registration-summary = Después de recibir el Certificado de Elegibilidad por correo electrónico, inicie sesión y registre su recepción.
procedure-user-information-title = Consultar y cambiar la información del usuario
procedure-user-information-summary = Consulte su información del usuario y cambie el correo electrónico, la contraseña, el número de teléfono y otros datos.
procedure-forgotten-login-title = Si olvidó su ID de usuario o su contraseña
procedure-forgotten-login-summary = Reciba su ID de usuario por correo o restablezca la contraseña. Al restablecerla, una cuenta bloqueada se desbloquea de inmediato.

## Answers to officers (ErrorCode of officer.graphql)

officer-error-invalid-credentials = No se pudieron verificar el nombre, la contraseña y el código. Revíselos e inténtelo de nuevo. Cada código sirve una sola vez. Después de cinco intentos incorrectos seguidos, el inicio de sesión se bloquea durante cinco minutos; después de diez, durante una hora; después de quince, durante 24 horas.
officer-error-current-password-wrong = La contraseña actual o el código no es correcto. Revíselos e inténtelo de nuevo. Cada código sirve una sola vez. Después de cinco intentos incorrectos seguidos, el inicio de sesión se bloquea durante cinco minutos; después de diez, durante una hora; después de quince, durante 24 horas.
officer-error-enrolment-code-invalid = Este código de inscripción no se puede usar. Pida uno nuevo a un administrador.
officer-error-totp-code-wrong = El código no es correcto. Revise la hora de su teléfono y el código que muestra.
officer-error-second-officer-required = Esto debe hacerlo otro funcionario: alguien que no lo haya iniciado y que no haya creado ni invitado a los funcionarios implicados.
officer-error-officer-name-taken = Ya existe o existió un funcionario con este nombre. Los nombres no se asignan dos veces. Elija otro.
officer-error-role-already-there = El funcionario ya tiene esta función, o ya se propuso asignársela.
officer-error-account-unknown = Ninguna cuenta abierta tiene este ID de usuario. Compárelo con el formulario para pedir el envío por correo electrónico.
officer-error-certificate-number-taken = Este número de certificado ya se usó para otro certificado.
officer-error-certificate-number-twice = Una línea anterior tiene el mismo número de certificado.
officer-error-certificate-expired = Ya pasaron los tres meses de validez de este certificado, por lo que no se envía.
# $max (number): how many at most
officer-error-too-many-certificates = Envíe como máximo { $max } certificados a la vez.
officer-error-certificate-cancelled = Este certificado fue anulado.
officer-error-mail-on-its-way = El correo de este certificado ya se está enviando.
officer-error-notice-withdrawn = Este aviso fue retirado.
# $line (number): the line, from 1
officer-error-markup-not-allowed = Línea { $line }: esto no se puede usar en un aviso. Use texto simple, títulos, énfasis, listas, citas y enlaces que empiecen con https:// o mailto:.
officer-error-period-order = El final debe ser posterior al inicio.
officer-error-language-twice = Ya hay un texto en este idioma.
officer-error-account-closed = Esta cuenta está cerrada.
officer-error-changed-meanwhile = Los datos cambiaron después de que usted abrió la pantalla. No se guardó nada. Revíselos y, si todavía hace falta, ingréselos de nuevo.
officer-error-already-paused = El envío de correos de este tipo ya está en pausa. Se mantienen la pausa anterior y su motivo.
officer-error-mail-state-unsuitable = Esto no se puede hacer en el estado actual del correo: se está enviando, ya se envió o ya se dio por terminado. Revíselo de nuevo.
officer-error-mail-no-longer-wanted = Ya nadie necesita este correo, por ejemplo, porque su enlace ya no es válido, la cuenta está cerrada, el certificado fue anulado, la recepción ya está registrada o ya corresponde enviar el siguiente recordatorio.
officer-error-second-copy-possible = Es posible que este correo ya haya llegado. Envíelo de nuevo solo si una segunda copia no causa problemas, y confírmelo.
officer-error-address-suppressed = Los correos enviados a esta dirección de correo electrónico fueron devueltos, por lo que no se envían a ella correos de este tipo. Corrija primero la dirección de correo electrónico o levante la suspensión de los envíos.
officer-error-mail-warns-owner = Este correo informa al titular de una cuenta de lo que se hizo en ella, por lo que no se puede descartar mientras espera su envío.
