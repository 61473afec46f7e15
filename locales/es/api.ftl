# Uketori: messages of the API, Spanish.
# Draft: no native speaker has read this file yet.
# Keys and variables are the same in all eight languages.

## Answers to forms and operations (ErrorCode)

error-required = Este campo es obligatorio. Introduzca o seleccione un valor.
error-invalid-format = El formato no es correcto. Compruebe los datos introducidos.
# $min (number): the smallest number of characters
error-too-short = Introduzca al menos { $min } caracteres.
# $max (number): the largest number of characters
error-too-long = Introduzca { $max } caracteres como máximo.
error-confirmation-mismatch = Los dos textos no coinciden. Introduzca el mismo texto en ambos campos.
error-not-in-list = Seleccione una opción.
error-password-needs-uppercase = La contraseña debe contener al menos una letra mayúscula (A-Z).
error-password-needs-lowercase = La contraseña debe contener al menos una letra minúscula (a-z).
error-password-needs-number = La contraseña debe contener al menos un número (0-9).
# $symbols (string): the symbols allowed, separated by spaces
error-password-needs-symbol = La contraseña debe contener al menos uno de estos símbolos: { $symbols }
error-password-character-not-allowed = La contraseña contiene un carácter que no se puede usar. Solo se admiten letras mayúsculas, letras minúsculas, números y estos símbolos: $ % & = @ _ # * + - ? !
error-password-too-common = Esta contraseña es fácil de adivinar. Elija otra.
error-password-contains-personal-data = La contraseña no debe contener su nombre, ID de usuario, correo electrónico ni número de teléfono. Elija otra.
error-terms-not-agreed = Lea los términos de uso y acéptelos.
error-terms-outdated = Los términos de uso han cambiado. Lea la nueva versión y acéptela.
error-link-unknown = Este enlace no es válido. Compruebe que ha abierto la dirección completa que figura en el correo.
error-link-expired = Este enlace ha caducado. Vuelva a empezar introduciendo su correo electrónico.
error-link-used = Este enlace ya se ha utilizado.
error-link-replaced = Este enlace ya no es válido porque se ha enviado un correo más reciente. Abra el enlace del último correo.
error-step-unknown = Esta operación no es válida. No se ha cambiado nada. Vuelva a empezar desde la pantalla de entrada de datos.
error-step-expired = Ha pasado demasiado tiempo desde que confirmó los datos. No se ha cambiado nada. Confirme los datos de nuevo.
error-step-used = Esta operación ya se ha realizado. No es necesario repetirla.
error-idempotency-key-reused = La misma clave de solicitud ya se ha usado con otro contenido. Abra de nuevo la pantalla e inténtelo otra vez.
error-not-available = Esta operación no está disponible para su cuenta.
error-invalid-credentials = No se han podido verificar el ID de usuario y la contraseña. Compruebe ambos e inténtelo de nuevo. Tras cinco contraseñas incorrectas seguidas, la cuenta se bloquea durante 24 horas. Al restablecer la contraseña, la cuenta se desbloquea de inmediato.
error-rate-limited = Ha habido demasiados intentos en poco tiempo. Espere un momento e inténtelo de nuevo.
error-overloaded = El sistema está muy ocupado en este momento. Espere un momento e inténtelo de nuevo.
error-not-logged-in = Inicie sesión.
error-session-expired = Su sesión ha terminado. La sesión se cierra automáticamente si no hay actividad durante más de tres horas. Inicie sesión de nuevo.
error-absolute-limit = Su sesión ha alcanzado la duración máxima y no se puede prolongar más. Inicie sesión de nuevo.
error-session-open = No se puede establecer la contraseña mientras el Sistema de Solicitudes de Residencia en Línea esté abierto. Cierre la sesión, cierre todas las ventanas del sistema y abra de nuevo el enlace del correo. El enlace sigue siendo válido.
error-reauthentication-required = Para proteger su cuenta, introduzca su contraseña actual.
error-not-found = No se ha encontrado nada. Compruebe los datos introducidos.
error-cancelled = La Oficina Regional de Inmigración ha anulado este Certificado de Elegibilidad, por lo que no se puede registrar su recepción.

## Requests that could not be carried out (extensions.code)

request-graphql-parse-failed = La solicitud contiene un error de sintaxis.
request-graphql-validation-failed = La solicitud no se ajusta al esquema.
request-bad-user-input = Los valores de las variables de la solicitud no son válidos.
request-operation-resolution-failure = No se ha podido determinar la operación que se debe ejecutar. Compruebe el nombre de la operación.
request-bad-request = El formato de la solicitud no es correcto.
request-persisted-query-not-found = La consulta indicada no está almacenada.
request-query-too-deep = La consulta tiene demasiados niveles.
request-query-too-complex = La consulta es demasiado compleja.
request-document-too-large = La solicitud es demasiado grande.
request-rate-limited = Se han hecho demasiadas solicitudes. Espere un momento e inténtelo de nuevo.
request-forbidden = Esta operación no está permitida.
request-unauthenticated = Los datos de autenticación no son válidos. Inicie sesión de nuevo.
request-overloaded = El sistema está muy ocupado en este momento. Espere un momento e inténtelo de nuevo.
request-service-unavailable = El sistema no está disponible en este momento. Espere un momento e inténtelo de nuevo.
request-internal-server-error = Se ha producido un problema en el sistema. Espere un momento e inténtelo de nuevo.

## What a field expects (message of INVALID_FORMAT when the field is known)

hint-email = Introduzca el correo electrónico con letras sin tilde, números y signos, con un máximo de 60 caracteres. Ejemplo: user@example.com
hint-name = Introduzca el nombre en letras mayúsculas sin tilde ni ñ, con un máximo de 104 caracteres y un espacio entre palabras. Ejemplo: HOUMU TARO
hint-phone-number = Introduzca el número de teléfono tal como se marca dentro de Japón, con 9 a 12 cifras. Ejemplo: 0312345678
hint-password = Introduzca una contraseña de 10 a 20 caracteres, con al menos una letra mayúscula, una letra minúscula, un número y uno de estos símbolos: $ % & = @ _ # * + - ? !
hint-street = Introduzca el barrio, la calle y el número en caracteres japoneses de ancho completo, con un máximo de 80 caracteres. Algunos caracteres, como los emojis, no se pueden usar. Ejemplo: １－１－１　緑ヶ関ハイツ２０２号
hint-postal-code = Introduzca el código postal con siete cifras de ancho normal. Ejemplo: 100-0001
hint-birth-date = Introduzca una fecha real y pasada, en el orden año, mes y día. Ejemplo: 2000-01-01
hint-user-id = Introduzca el ID de usuario tal como figura en el correo, con letras y números. Ejemplo: hdlpf38617

## User types

user-type-foreign-national-label = Extranjero (solicitante)
user-type-foreign-national-guide = Personas extranjeras que presentan su propia solicitud
user-type-legal-representative-label = Representante legal
user-type-legal-representative-guide = Familiares o representantes legales
user-type-legal-specialist-label = Abogado / gestor administrativo (gyosei shoshi)
user-type-legal-specialist-guide = Abogados o gestores administrativos (gyosei shoshi)
user-type-organization-staff-label = Personal de la institución
user-type-organization-staff-guide = Personal de instituciones, de organizaciones a las que pertenecen los trabajadores con habilidades específicas, de organizaciones de apoyo registradas y de institutos de lengua japonesa
user-type-counter-applicant-label = Solicitante (en ventanilla) del Certificado de Elegibilidad electrónico
user-type-counter-applicant-guide = Personas que solicitan el Certificado de Elegibilidad en una ventanilla de la Oficina Regional de Inmigración y desean recibirlo por correo electrónico (regístrese en la pantalla «Registro de la información del usuario»)

## Status of the registration of receipt

receipt-status-not-registered = Recepción no registrada
receipt-status-registered = Recepción registrada
receipt-status-cancelled = Anulado por la Oficina Regional de Inmigración

## Answers to officers (ErrorCode of officer.graphql)

officer-error-invalid-credentials = No se han podido aceptar el nombre, la contraseña y el código. Compruébelos e inténtelo de nuevo. Cada código sirve una sola vez. Tras cinco intentos erróneos seguidos, el acceso queda bloqueado durante 24 horas.
officer-error-enrolment-code-invalid = Este código de inscripción no sirve. Pida uno nuevo a un administrador.
officer-error-totp-code-wrong = El código no es el esperado. Compruebe la hora de su teléfono y el código que muestra.
officer-error-second-officer-required = Esto debe hacerlo otro funcionario.
officer-error-role-already-there = El funcionario ya tiene esta función o ya se ha propuesto.
officer-error-account-closed = Esta cuenta está cerrada.
officer-error-changed-meanwhile = Los datos han cambiado desde que abrió la pantalla. No se ha guardado nada. Vuelva a mirarlos y repita la entrada si todavía hace falta.
officer-error-already-paused = Los correos de este tipo ya están en pausa. Se mantienen la pausa anterior y su motivo.
officer-error-mail-state-unsuitable = El correo está en un estado en el que esto no es posible: se está enviando, ya se ha enviado o ha terminado. Vuelva a mirarlo.
officer-error-mail-no-longer-wanted = Nadie necesita ya este correo: su enlace ha caducado, la cuenta está cerrada, el certificado está anulado o ya toca el siguiente recordatorio.
officer-error-second-copy-possible = Es posible que este correo ya haya llegado. Envíelo de nuevo solo si una segunda copia no causa problemas, y confírmelo.
officer-error-address-suppressed = Los correos a esta dirección se han devuelto, por lo que los de este tipo no se envían. Corrija primero la dirección o levante el bloqueo.
officer-error-mail-warns-owner = Este correo informa al titular de lo que se ha hecho en su cuenta, por lo que no se puede descartar mientras espera.
