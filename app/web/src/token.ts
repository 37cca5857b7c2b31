/** The token that a signed-in visitor's pages send; whoever signs the visitor in stores it. */

export const TOKEN_KEY = "polygraph.token";

/** The stored token; null for a visitor who has not signed in, or whose browser forbids storage. */
export function storedToken(): string | null {
  try {
    return localStorage.getItem(TOKEN_KEY);
  } catch {
    return null;
  }
}

/** What is sent with each HTTP request, and as the payload of `connection_init`. */
export function authorization(): { Authorization?: string } {
  const token = storedToken();
  return token === null ? {} : { Authorization: `Bearer ${token}` };
}
