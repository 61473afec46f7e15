// The rules of the two registration forms, and the user types, in the language of the page.
import { RegistrationFormDocument } from '../api/operations';
import { useQuery } from '../api/query';
import { useLanguage } from '../texts/speech';

export const useRegistrationForm = () => useQuery(RegistrationFormDocument, { language: useLanguage().language });
