/** Part of a pattern: what in a name says that the value is secret. To be used without regard to case. */
export const SECRET_NAME =
  '(?:pass(?:word|wd|phrase|code)|secret|token(?![a-z])|tokens(?![a-z])(?!["\']?\\s{0,4}[=:]\\s{0,4}\\d)|' +
  '(?:api|access|private|account|signing|encryption)[_-]?key|credentials?|authorization|cookie|' +
  'session[_-]?(?:id|key)|(?<![a-z])(?:jwt|sig|dsn)(?![a-z])|signature|connection[_-]?string)';

// Also `pass`, `DB_PASS` and `dbPass`, but not `bypass`.
const SECRET = new RegExp(`${SECRET_NAME}|(?:^|[^a-z])pass$`, 'i');
const CAMEL_CASE_PASS = /[a-z]Pass$/;

/** Whether what is called `name` had better not be shown. */
export function isSecretName(name: string): boolean {
  return SECRET.test(name) || CAMEL_CASE_PASS.test(name);
}

// In the environment names are terse, and whoever sets a KEY there sets a secret.
const SECRET_PARTS = new Set(
  'auth,bearer,cookies,cred,creds,jwt,key,keys,otp,pass,private,pwd,salt,session,sig,webhook'.split(','),
);
// They say something about a secret: where it is, of what kind, for whom.
const ABOUT =
  /(?:^|[_-])(?:address|algorithm|count|dir|directory|domain|enabled|endpoint|expiry|file|host|issuer|length|limit|method|mode|name|path|pid|port|sock|socket|timeout|ttl|type|(?<!webhook_)ur[il]|user|username|version)$/i;
const HARMLESS =
  /^(?:(?:old)?pwd|path|home|gpg_key|.*public_?key|session_manager|desktop_session|term_session_id|iterm_session_id|security_session_?id|xdg_.*|dbus_.*|ssh_(?:auth_sock|agent_pid|connection)|gnome_.*)$/i;

/** Whether the environment variable called `name` seems to hold a secret, rather than to say where one is. */
export function isSecretVariable(name: string): boolean {
  if (HARMLESS.test(name) || ABOUT.test(name)) return false;
  if (isSecretName(name)) return true;
  const parts = name.replace(/([a-z\d])([A-Z])/g, '$1_$2').split(/[^A-Za-z\d]+/);
  return parts.some((part) => SECRET_PARTS.has(part.toLowerCase()));
}
