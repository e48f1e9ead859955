/** What the pages say, in the language that was settled before they were drawn. English comes along; another language is fetched when it is needed. */
import { language } from './language';
import { en } from './messages/en';
import type { Messages } from './messages/en';

export const messages: Messages = language === 'de' ? (await import('./messages/de')).de : en;
