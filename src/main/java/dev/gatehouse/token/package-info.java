/**
 * What a token is and whether it holds: where it is found in a request, its compact form, the
 * checks of its claims, and the memory of verified ones. Who may do what with it is not decided
 * here, and no key is fetched.
 */
@NullMarked
package dev.gatehouse.token;

import org.jspecify.annotations.NullMarked;
