// The page of texts that each client asks for. Relay's compiler reads it here; the others take it as text.
const graphql = String.raw;

export const page = graphql`
  query pageQuery($language: Language) {
    notices {
      items {
        __typename
        id
        title(language: $language)
        textLanguage(language: $language)
      }
    }
    procedures {
      __typename
      id
      title(language: $language)
    }
    site {
      __typename
      title(language: $language)
      links {
        __typename
        kind
        label(language: $language)
      }
    }
    userTypes {
      __typename
      type
      label(language: $language)
    }
    registrationRules {
      __typename
      name {
        __typename
        hint(language: $language)
      }
    }
    termsOfUse {
      __typename
      body(language: $language)
      isOriginal(language: $language)
    }
  }
`;
