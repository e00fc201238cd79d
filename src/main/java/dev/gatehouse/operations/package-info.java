/**
 * What operators look at and reach for: health, metrics, the access log, the way down. Nothing here
 * decides about a request.
 */
@NullMarked
package dev.gatehouse.operations;

import org.jspecify.annotations.NullMarked;
