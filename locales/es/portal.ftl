# Uketori: texts of the portal, Spanish.
# Keys and variables are the same in all eight languages. Only messages, variables and selectors: no terms, no attributes.
# Labels, hints and messages of the API are in api.ftl and are not repeated here.

## Times

# $time (string): HH:MM. $year, $day (strings). $month (number): 1 to 12
moment = { $time } del { $day } de { $month ->
        [1] enero
        [2] febrero
        [3] marzo
        [4] abril
        [5] mayo
        [6] junio
        [7] julio
        [8] agosto
        [9] septiembre
        [10] octubre
        [11] noviembre
       *[12] diciembre
    } de { $year }
# $year, $day (strings). $month (number): 1 to 12
day = { $day } de { $month ->
        [1] enero
        [2] febrero
        [3] marzo
        [4] abril
        [5] mayo
        [6] junio
        [7] julio
        [8] agosto
        [9] septiembre
        [10] octubre
        [11] noviembre
       *[12] diciembre
    } de { $year }

## Header, footer and menus

# The name of the system in the header and in the page's title
system-name = Sistema de Solicitudes de Residencia en Línea
site-title = Sistema de Solicitudes de Residencia en Línea y Sistema de Notificación Electrónica
skip = Ir al contenido principal
menu = Menú
home = Inicio
procedures-search = Buscar trámites
application-situation = Consultar estado de la solicitud
my-page = Mi página
login = Iniciar sesión
logout = Cerrar sesión
last-login = Último inicio de sesión
inquiry = Consultas
procedure-contact = Para consultas sobre los trámites, llame por teléfono a la Oficina Regional de Inmigración más cercana.
help-desk = Servicio de asistencia del sistema
help-desk-for = Para consultas sobre el uso del sistema
telephone = Teléfono
change-color-scheme = Cambiar colores
scheme-standard = Estándar
scheme-blue = Azul
scheme-yellow = Amarillo
scheme-black = Negro
to-top = Ir al principio de la página
terms = Términos de uso
about = Acerca de este portal
breadcrumb = Dónde está usted
# Above a notice about the account
account-notice = Aviso sobre su cuenta

## Words of many screens

ok = Aceptar
cancel = Cancelar
close = Cerrar
back = Volver
complete = Completar
confirm = Confirmar
change = Cambiar
search = Buscar
copy = Copiar
copied = Copiado.
go-on = Continuar
important = Importante
reference = Referencia
required = Obligatorio
loading = Cargando…
checking = Comprobando…
# $seconds (number)
wait-seconds =
    { $seconds ->
        [one] Espere { $seconds } segundo
       *[other] Espere { $seconds } segundos
    }
# $minutes (number)
wait-minutes =
    { $minutes ->
        [one] Espere { $minutes } minuto
       *[other] Espere { $minutes } minutos
    }
not-yet = aún no registrado
please-select = Seleccione una opción
# $name (string): the name of the person
logged-in-as = Inició sesión como { $name }.
# $domain (string), e.g. @portal.example.jp
allow-domain = Enviamos los correos desde el dominio "{ $domain }". Antes de continuar, configure su correo para recibir mensajes de este dominio.
spam-advice = Si no recibe ningún correo en unos minutos, revise la carpeta de correo no deseado. Algunas compañías de telefonía móvil bloquean los correos que contienen una URL: cambie esa configuración o utilice otro correo electrónico.
email-on-its-way = El correo está en camino
# $moment (string)
link-works-until = La URL es válida hasta las { $moment } (hora de Japón).
personal-data-use = La información personal registrada se utilizará únicamente para fines administrativos relacionados con esta solicitud electrónica.

## Names of items

user-id = ID de usuario
user-id-label = ID de usuario (antes: ID de autenticación)
user-id-hint = El ID de usuario figura en el correo que recibió después del registro. Ejemplo: hdlpf38617
password = Contraseña
password-confirmation = Contraseña (confirmación)
present-password = Contraseña actual
name = Nombre (alfabeto inglés)
phone-number = Número de teléfono
email = Correo electrónico
email-confirmation = Correo electrónico (confirmación)
user-type = Tipo de usuario
sex = Sexo
male = Masculino
female = Femenino
date-of-birth = Fecha de nacimiento
postal-code = Código postal
address = Domicilio en Japón
address-municipality = Domicilio en Japón (prefectura, municipio)
address-street = Domicilio en Japón (barrio, calle y número)
certificate-number = Número del Certificado de Elegibilidad
holder-name = Nombre del titular
email-as-registered = Ingrese el correo electrónico que registró.
name-as-registered = Ingrese el nombre en letras del alfabeto inglés, tal como lo registró. Ejemplo: HOUMU TARO

## Forms

# The beginning of the page's title while a form has errors
title-error = Error:
fault-mark = Error
# Above the list of errors. $count (number): of fields
faults =
    { $count ->
        [one] Hay un problema en { $count } dato
       *[other] Hay problemas en { $count } datos
    }
# $item (string): the name of the field. $message (string)
fault-line = { $item }: { $message }
not-carried-out = No se pudo realizar la operación
steps = Pasos del trámite
# $step, $count (numbers)
step-of = Paso { $step } de { $count }
show-password = Mostrar la contraseña
password-rules = La contraseña debe tener:
# $min, $max (numbers)
password-length = de { $min } a { $max } caracteres
password-uppercase = una letra mayúscula (A-Z)
password-lowercase = una letra minúscula (a-z)
password-number = un número (0-9)
# $symbols (string): the symbols, separated by spaces
password-symbol = uno de estos símbolos: { $symbols }
rule-met = cumplido
rule-not-met = aún no
new-password-text = Ingrese una contraseña nueva. Debe contener los 4 tipos de caracteres.
set-password = Establecer contraseña
return-to-input = < Volver a la entrada de datos
return-to-details = < Volver a los detalles
return-to-list = < Volver a la lista
proceed = Continuar a la confirmación
register = Registrar

## Lists

pages-above = Páginas, encima de la lista
pages-below = Páginas, debajo de la lista
pager-first = Primera
pager-next = Siguiente
pager-last = Última
# $page (number)
pager-page = Página { $page }

## When something is wrong

not-available = El sistema no está disponible
trouble-offline = No hay conexión con el sistema.
trouble-offline-text = Los datos que ingresó se conservan. Revise su conexión a internet e inténtelo de nuevo.
trouble-offline-check = Revise su conexión a internet. Si funciona, es posible que el sistema esté detenido por mantenimiento.
trouble-broken = Se produjo un problema en el sistema.
# $id (string): the number of the request
trouble-request = Si se comunica con el servicio de asistencia del sistema, indique este número: { $id }
unloaded-text = No se pudo cargar esta parte del portal. Revise su conexión a internet y cargue la página de nuevo.
trouble-stale = Esta página se renovó. Cárguela de nuevo.
try-again = Intentar de nuevo
load-again = Cargar de nuevo
stale-title = Esta operación no es válida
stale-text = Este paso ya se completó o la página se cargó de nuevo. No se cambió nada. Para volver, utilice los botones de la pantalla y no los del navegador.
# $userId (string)
replaced-text = En otra ventana, alguien inició sesión como { $userId }. Aquí no se cambió nada. Cargue la página de nuevo.
start-again = Empezar de nuevo
not-found-title = Esta página no existe
not-found-text = Revise la dirección. Solo se puede guardar en favoritos la página principal.

## The top page

general-notices = Avisos
list-of-notices = Lista de avisos
no-notices = Por el momento no hay avisos.
search-title = Buscar trámites de solicitud
search-text = Puede buscar trámites de solicitud por palabras clave o categorías.
search-words = Palabras clave
online-procedures = Trámites de solicitud en línea
home-confirm = Consultar trámites y estado de la solicitud en línea
home-status = Consultar estado de la solicitud
home-status-text = Consulte el estado de la solicitud y vea la información de solicitudes anteriores.
new-registration = Nuevo registro
home-registration-text = Si se registra, podrá consultar el estado de la solicitud y no tendrá que ingresar de nuevo la información.
register-new = Registrar un nuevo usuario
register-new-text = Los extranjeros, los abogados, los gestores administrativos (gyosei shoshi), los representantes legales y otras personas deben registrarse antes de presentar solicitudes en línea.
register-new-others = Extranjeros, representantes legales y otros: presione el botón "Extranjero (solicitante) / otros".
register-new-specialists = Abogados y gestores administrativos: presione el botón "Abogado / gestor administrativo (gyosei shoshi)".
register-new-counter = Quienes solicitan el Certificado de Elegibilidad en ventanilla y desean recibirlo por correo electrónico: presione el tercer botón.
register-foreign-national = Extranjero (solicitante) / otros
register-specialist = Abogado / gestor administrativo (gyosei shoshi)
register-counter = Solicitante (en ventanilla) del Certificado de Elegibilidad electrónico
logged-out = Se cerró la sesión.
account-closed = Se cerró su cuenta.

## Notices, procedures, terms

original-text = Texto original (japonés)
current-notices = Avisos actuales
past-notices = Avisos anteriores
no-past-notices = No hay avisos anteriores.
# $count (number): of procedures. $words (string): what was searched for
search-count =
    { $count ->
        [0] No se encontró ningún trámite para "{ $words }".
        [one] Se encontró { $count } trámite para "{ $words }".
       *[other] Se encontraron { $count } trámites para "{ $words }".
    }
all-procedures = Mostrar todos los trámites
terms-language = Idioma de los términos de uso
terms-original-prevails = Esta es una traducción. Si difiere del texto japonés, prevalece el texto japonés.

## About this portal

about-browsers = Navegadores
about-browsers-text = El portal funciona en Windows y macOS, en tabletas y en teléfonos inteligentes. Recomendamos Microsoft Edge. También se pueden utilizar Google Chrome, Safari y Firefox. JavaScript debe estar activado.
about-accessibility = Accesibilidad
about-accessibility-text = El portal está hecho para cumplir las Pautas de Accesibilidad para el Contenido Web (WCAG) 2.2 en el nivel AA y, por lo tanto, también la norma JIS X 8341-3:2016. Se puede utilizar solo con el teclado y con un lector de pantalla. Al pie de cada página puede elegir colores con más contraste.
about-accessibility-email-twice = Los formularios piden el correo electrónico dos veces, como lo indica el manual. Puede pegarlo en el segundo campo.
about-accessibility-contact = Si algo no le funciona, comuníquelo al servicio de asistencia del sistema. Su número de teléfono y su correo electrónico figuran al pie de cada página.
about-languages = Idiomas
about-languages-text = El texto de referencia es el japonés. Las traducciones del portal se hicieron con el glosario de los manuales y ningún hablante nativo las ha leído todavía. Los términos de uso existen solo en japonés e inglés. Algunos avisos existen solo en japonés.
about-storage = Lo que guarda su navegador
about-storage-text = Su navegador guarda el idioma y los colores que usted elige, y las cookies del inicio de sesión. El portal no analiza las visitas ni carga nada de otros sitios.
about-licences = Licencias
about-licences-link = Licencias del software de este portal

## Login and logout

login-title = Inicio de sesión
# $name (string)
already-logged-in = Ya inició sesión como { $name }.
may-be-locked = Es posible que la cuenta esté bloqueada. Espere 24 horas o restablezca la contraseña: así la cuenta se desbloquea de inmediato.
reset-password = Restablecer la contraseña
forgot-user-id = Haga clic aquí si olvidó su ID de usuario
forgot-password = Haga clic aquí si olvidó su contraseña
no-user-id = ¿Aún no tiene un ID de usuario? Ir a Nuevo registro
login-before-2026 = Si estableció un ID de autenticación y una contraseña en este sistema antes del 31 de diciembre de 2025, puede iniciar sesión con ellos.
login-not-ens = Aquí no se pueden utilizar el ID de usuario y la contraseña del Sistema de Notificación Electrónica.
login-lock = Después de cinco contraseñas incorrectas seguidas, la cuenta se bloquea durante 24 horas. Si restablece la contraseña, la cuenta se desbloquea de inmediato.
logout-title = Confirmación de cierre de sesión
# $name (string)
logout-question = Inició sesión como { $name }. ¿Desea cerrar la sesión?
logout-none = No hay ninguna sesión iniciada.
session-over = Su sesión terminó. Inicie sesión de nuevo.
session-warning = Su sesión se cerrará pronto automáticamente
# $time (string): HH:MM in Japan
session-warning-text = Como no hubo actividad, su sesión se cerrará a las { $time } (hora de Japón). "Aceptar" prolonga el tiempo tres horas. Con "Cancelar", su sesión se cerrará a esa hora.
# $minutes (number)
session-minutes =
    { $minutes ->
        [one] Queda { $minutes } minuto
       *[other] Quedan { $minutes } minutos
    }
# $time (string): HH:MM in Japan
session-ends-at = Su sesión se cerrará automáticamente a las { $time } (hora de Japón).

## Forgotten user ID or password

forgot-user-id-title = Ingreso del correo electrónico (notificación del ID de usuario)
forgot-user-id-text = Ingrese el correo electrónico y el nombre que registró. Enviaremos su ID de usuario a ese correo.
forgot-user-id-sent = Si los datos son correctos, recibirá un correo con su ID de usuario.
forgot-password-title = Ingreso del ID de usuario (restablecer contraseña)
forgot-password-text = Ingrese su ID de usuario y el correo electrónico que registró. Le enviaremos una URL para establecer una contraseña nueva. Así también se desbloquea una cuenta bloqueada.
forgot-password-sent = Si los datos son correctos, recibirá un correo con una URL para establecer una contraseña nueva. La URL es válida durante una hora.
back-to-login = < Volver al inicio de sesión
reset-title = Restablecer contraseña
reset-done = Se estableció la contraseña nueva
reset-done-text = Su sesión se cerró en todos los dispositivos. Si la cuenta estaba bloqueada, ya se desbloqueó. Inicie sesión con este ID de usuario y la contraseña nueva.

## Links in emails

link-title = El enlace no se puede utilizar
link-open-again = Esta página solo se puede abrir con el enlace del correo. Abra ese enlace de nuevo. Si no lo ha utilizado, sigue siendo válido.
link-expired = Este enlace ya venció. Pida un correo nuevo.
link-expired-help-desk = Este enlace ya venció. Comuníquese con el servicio de asistencia del sistema.
link-new-email = Pedir un correo nuevo
link-used = Este enlace ya se utilizó. Si fue usted quien lo utilizó, puede iniciar sesión.
link-replaced = Este enlace ya no es válido porque se envió un correo más reciente. Abra el enlace del último correo.
link-revoked = Este enlace ya no es válido porque se cambió algo en su cuenta después de enviarse el correo. No se envió ningún correo más reciente. Inicie sesión. Si olvidó su contraseña, puede restablecerla en la pantalla de inicio de sesión.
link-unknown = Este enlace no es válido. Verifique que abrió la dirección completa que figura en el correo.
change-email-title = Cambio del correo electrónico
change-email-text = Con el botón completa el cambio: a partir de entonces, todos los correos se enviarán a la dirección en la que recibió este enlace.
change-email-done = Se cambió el correo electrónico
change-email-done-here = Su sesión se cerró en todos los demás dispositivos.
change-email-done-logged-out = Su sesión se cerró en todos los dispositivos. Inicie sesión de nuevo.
not-me-title = No fui yo
not-me-text = Con el botón anula el cambio del correo electrónico. Su sesión se cerrará en todos los dispositivos y se eliminará la contraseña. Después, establezca una contraseña nueva.
not-me-button = No fui yo
not-me-done = Se anuló el cambio
not-me-done-text = Su correo electrónico anterior está de nuevo en uso. Ahora restablezca su contraseña: hasta entonces, nadie puede iniciar sesión.

## Registration by email

step-explanation = Explicación
step-address = Correo electrónico
step-email = Mensaje
step-details = Información del usuario
step-confirmation = Confirmación
step-completion = Finalización
explanation-title = Explicación del registro de usuario
explanation-read = Lea sin falta el siguiente contenido.
explanation-text = Una vez registrada su información del usuario, podrá iniciar sesión como usuario en los trámites posteriores. Además, la información registrada se puede utilizar en cada trámite, lo que simplifica la entrada de datos. Si piensa utilizar este servicio varias veces, le recomendamos registrar su información del usuario.
explanation-needs = Lo que necesita
explanation-needs-email = Un correo electrónico en el que pueda recibir mensajes ahora
explanation-needs-details = Su nombre en letras del alfabeto inglés y un número de teléfono en Japón
explanation-needs-time = Unos cinco minutos
explanation-order = Del registro a la recepción
order-user-id = Regístrese aquí y obtenga un ID de usuario.
order-application = Presente la solicitud en la ventanilla de una Oficina Regional de Inmigración y pida, con su ID de usuario, el envío por correo electrónico.
order-certificate = Cuando termine el examen, se le enviará el Certificado de Elegibilidad por correo electrónico.
order-receipt = Inicie sesión y registre la recepción del certificado. Si no lo hace, recibirá un recordatorio por correo cada siete días.
# $type (string): the name of the user type
suggested-type = Más adelante, en la pantalla "Registro de usuario", elija el tipo de usuario "{ $type }".
terms-of-service = < Términos de uso >
terms-outdated = Los términos de uso cambiaron. Lea la nueva versión y acéptela.
agree-means = Al hacer clic en el botón "Acepto", se considerará que aceptó esta explicación.
agree-and-advance = Si comprende lo anterior, acepte y continúe.
agree = Acepto
address-input-title = Ingreso del correo electrónico
enter-email = Ingrese su correo electrónico.
enter-email-confirmation = Ingrese su correo electrónico (confirmación).
back-to-explanation = < Volver a la explicación
email-sent-title = Correo enviado (registro de usuario)
# $address (string)
email-sent-to = Enviamos un correo a { $address }. Abra la URL del correo para continuar con el registro.
email-sent-works = La URL es válida durante 24 horas después del envío del correo. Pasado ese tiempo, empiece de nuevo por ingresar el correo electrónico.
no-email-title = Si no recibe ningún correo
send-again = Enviar de nuevo
sent-again = Recibimos su petición. Si el primer correo todavía está en camino, no se enviará otro.
another-address = Ingresar otro correo
user-registration-title = Registro de usuario
choose-user-type = Elija el tipo de usuario
input-password = Ingrese una contraseña
confirmation-title = Confirmación del registro de usuario
confirmation-question = ¿Desea registrarse con el siguiente contenido?
user-section = Tipo de usuario
issued-on-completion = (se asigna al finalizar)
password-as-entered = ●●●●●●● como la ingresó
completion-title = Registro de usuario completado
# $address (string)
completion-sent = También enviamos el ID de usuario a { $address }.
what-next = Qué sigue
no-online-application = Este registro por sí solo no le da derecho a presentar solicitudes en línea.

## Registration at a counter (the manual of 2023)

counter-title = Registro de la información del usuario
counter-step1 = Ingresar la información del usuario (STEP1)
counter-step2 = Confirmar la información del usuario (STEP2)
counter-step3 = Registro de la información del usuario completado (STEP3)
user-name = Nombre del usuario
date-example = Año, mes y día. Ejemplo: 2000 / 1 / 1
year = Año
month = Mes
day-of-month = Día
address-hint = Elija la prefectura y el municipio con "Buscar".
address-none = Aún no ha elegido nada.
address-search = Buscar un domicilio
search-conditions = Condiciones de búsqueda
search-results = Resultados de la búsqueda
prefecture = Prefectura
narrow-down = Acotar la lista
# $count (number)
municipalities-found =
    { $count ->
        [one] { $count } municipio
       *[other] { $count } municipios
    }
contact-information = Datos de contacto del usuario (teléfono)
read-terms = Lea los términos de uso y, si está de acuerdo, marque "Acepto los términos de uso."
terms-are-here = Los términos de uso están aquí (se abre en una ventana nueva)
i-agree = Acepto los términos de uso.
counter-entered = Datos ingresados en "Ingresar la información del usuario (STEP1)"
# $time (string): HH:MM in Japan
step-until = Puede registrarse con estos datos hasta las { $time } (hora de Japón).
registration = Registrar
counter-completed = Se completó el registro de su información del usuario
# $address (string)
counter-notification = Se enviará una notificación de que se completó el registro a su correo electrónico { $address }. Establezca su contraseña con la URL que contiene.
counter-close-window = Cierre esta ventana antes de abrir la URL del correo. Se producirá un error si la página principal o la de inicio de sesión está abierta mientras establece la contraseña.
back-to-top = Volver a la página principal
first-password-title = Establecer su contraseña
first-password-done = Se estableció la contraseña
open-elsewhere = No se puede establecer la contraseña mientras la página principal o la de inicio de sesión esté abierta.
open-elsewhere-text = Cierre las demás ventanas de este sistema y presione el botón de nuevo. El enlace sigue siendo válido.
log-out-first = Cierre la sesión antes de establecer la contraseña. El enlace sigue siendo válido.

## Receipt registrationList

receipts-title = Lista de registros de recepción
# $moment (string)
current-as-of = Situación a las { $moment }
change-display-count = Cambiar el número de elementos
# $count (number)
show-items = Mostrar { $count } por página
receipts-all = Todos
# $count (number)
receipts-waiting = Recepción no registrada ({ $count })
receipts-none = Aún no se le ha enviado ningún certificado.
receipts-none-text = Cuando termine el examen en la Oficina Regional de Inmigración, se le enviará el Certificado de Elegibilidad por correo electrónico. A partir de entonces figurará en esta lista.
receipts-none-waiting = No hay ningún certificado cuya recepción falte registrar.
requested-at = Fecha y hora de solicitud
registered-at = Fecha y hora de registro
registration-status = Estado del registro
register-receipt = Registrar recepción
past-validity = Ya pasaron los tres meses de validez.
receipt-confirmation-title = Confirmación del registro de recepción
receipt-question = ¿Confirma que desea registrar la recepción del siguiente Certificado de Elegibilidad?
receipt-final = El registro de recepción es definitivo. No se enviarán más recordatorios sobre este certificado.
# $number (string): of the certificate
receipt-registered = Se registró la recepción de { $number }.

## My page

check-user-information = Consultar información del usuario
check-user-information-text = Consulte su información del usuario y cambie el correo electrónico, la contraseña, el número de teléfono y otra información.
receipts-card-text = Vea los certificados que se le enviaron y registre su recepción.
security-title = Actividad de inicio de sesión
security-card-text = Vea dónde tiene la sesión iniciada y qué ocurrió con su cuenta.
data-title = Sus datos
data-card-text = Guarde en un archivo los datos que se conservan sobre usted, o cierre su cuenta.
# $count (number)
failed-logins =
    { $count ->
        [one] Desde su último inicio de sesión se rechazó { $count } intento con una contraseña incorrecta.
       *[other] Desde su último inicio de sesión se rechazaron { $count } intentos con una contraseña incorrecta.
    }
failed-logins-text = Si no fue usted, revise la actividad de inicio de sesión y cambie su contraseña.
details-title = Detalles del usuario
details-not-online = El nombre, el tipo de usuario, el sexo y la fecha de nacimiento no se pueden cambiar en línea. Comuníquese con la Oficina Regional de Inmigración.
change-email = Cambiar correo electrónico
change-password = Cambiar contraseña
change-other = Cambiar otra información
# $email (string): the new address
pending-email = Hay un cambio a { $email } en espera.
pending-email-text = El cambio se completa cuando abre el enlace del correo enviado a la nueva dirección. Hasta entonces se sigue utilizando la anterior.
withdraw-change = Retirar el cambio
enter-present-password = Ingrese su contraseña actual
enter-present-password-text = Para proteger su cuenta, le pedimos la contraseña actual, porque inició sesión hace algún tiempo.
email-change-title = Ingreso del correo electrónico (cambio del correo electrónico)
email-change-new = Ingrese un correo electrónico nuevo.
email-change-sent = Cuando termine de ingresarlo, se enviará a esa dirección un correo con la URL de la página del trámite.
email-change-access = Abra la URL y complete el registro.
# $domain (string), e.g. @portal.example.jp
email-change-spam = Si utiliza un filtro de correo no deseado, configúrelo para recibir los correos de "{ $domain }".
email-change-other = Si aun así no recibe el correo con la URL de la página del trámite, utilice otro correo electrónico.
email-change-no-reply = Tenga en cuenta que no podemos responder a las consultas enviadas a la dirección del remitente.
email-change-mobile = Por último, si utiliza el correo de un teléfono móvil, la configuración inicial puede bloquear los correos con URL. En ese caso, cambie la configuración para recibirlos.
# $address (string): the new address
email-change-sent-to = Enviamos un correo a { $address }. Abra la URL que contiene para completar el cambio. Es válida durante 24 horas.
# $address (string): the present address
email-change-old-stays = Hasta que se utilice la URL, { $address } sigue siendo su correo electrónico registrado.
change-completed-title = Cambio completado
change-completed-email = Se enviará un correo que confirma el cambio.
password-changed-text = Se cambió su contraseña. Su sesión se cerró en todos los demás dispositivos.
other-change-title = Cambio de la información del usuario
other-confirmation-title = Confirmación del cambio
other-question = ¿Desea cambiar su información por la siguiente?
other-changed-text = Se cambió su información.
postal-code-hint = Siete dígitos. Ejemplo: 100-0001. Puede dejarlo vacío.
sessions-title = Dónde tiene la sesión iniciada
this-session = este dispositivo
# $moment (string)
last-seen = Última actividad: { $moment }
end-session = Cerrar la sesión allí
end-other-sessions = Cerrar la sesión en los demás dispositivos
session-ended = Se cerró la otra sesión.
sessions-text = Si no reconoce un dispositivo, cierre la sesión allí y cambie su contraseña.
activity-title = Qué ocurrió con su cuenta
export-title = Sus datos en un archivo
export-text = Puede guardar en un archivo (JSON) todo lo que se conserva sobre su cuenta. Ingrese su contraseña para confirmar.
export-button = Guardar en un archivo
export-saved = Se creó el archivo. Su navegador lo guarda.
close-title = Cerrar la cuenta
close-text = Una cuenta cerrada no se puede volver a abrir. Si más adelante necesita un ID de usuario, tendrá que registrarse de nuevo.
close-account = Cerrar la cuenta
close-warning = Está a punto de cerrar su cuenta definitivamente.
close-warning-text = Su sesión se cerrará en todos los dispositivos y no se le enviarán más correos. Se borrarán sus datos, excepto lo que la Oficina Regional de Inmigración debe conservar sobre los certificados. Los certificados ya enviados siguen siendo válidos.
close-sure = Quiero cerrar mi cuenta definitivamente.
close-tick = Marque la casilla si desea cerrar su cuenta.

## The check of a certificate

check-title = Verificación de un Certificado de Elegibilidad
check-text = Para embajadas, aerolíneas y otras entidades a las que se presenta un Certificado de Elegibilidad: ingrese el número y el código tal como están impresos. El titular de la cuenta puede ver que se verificó el certificado.
check-number-hint = Ejemplo: TEST25-0001
check-code = Código
check-code-hint = El código está impreso junto al número. Ejemplo: 7K3M-9QXA-02VD
check = Verificar
check-result = Resultado
issued-on = Fecha de emisión
holder-initials = Iniciales del titular
compare-with-passport = Compare la fecha y las iniciales con el certificado y el pasaporte.
