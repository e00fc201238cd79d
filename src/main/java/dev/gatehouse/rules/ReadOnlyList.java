package dev.gatehouse.rules;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.CelValue;
import java.util.AbstractList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.RandomAccess;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A list for rules whose elements are made when they are read; one of the library's own values for
 * the reason that {@link ReadOnlyMap} gives.
 */
@SuppressWarnings("Immutable") // as the map
final class ReadOnlyList extends CelValue implements List<Object>, RandomAccess {

  private static final CelType TYPE = ListType.create(SimpleType.DYN);

  private final List<Object> elements;

  private ReadOnlyList(List<Object> elements) {
    this.elements = elements;
  }

  /** A view of these, each made by the function when it is read. */
  static <T> ReadOnlyList of(List<T> raw, Function<? super T, ?> made, Budget budget) {
    return new ReadOnlyList(
        new AbstractList<>() {

          @Override
          public Object get(int index) {
            budget.step();
            return budget.read(made.apply(raw.get(index)));
          }

          @Override
          public int size() {
            return raw.size();
          }
        });
  }

  @Override
  public int size() {
    return elements.size();
  }

  @Override
  public boolean isEmpty() {
    return elements.isEmpty();
  }

  @Override
  public boolean contains(@Nullable Object value) {
    return elements.contains(value);
  }

  @Override
  public Iterator<Object> iterator() {
    return elements.iterator();
  }

  @Override
  public Object[] toArray() {
    return elements.toArray();
  }

  @Override
  public <T> T[] toArray(T[] array) {
    return elements.toArray(array);
  }

  @Override
  public boolean containsAll(Collection<?> others) {
    return elements.containsAll(others);
  }

  @Override
  public Object get(int index) {
    return elements.get(index);
  }

  @Override
  public int indexOf(@Nullable Object value) {
    return elements.indexOf(value);
  }

  @Override
  public int lastIndexOf(@Nullable Object value) {
    return elements.lastIndexOf(value);
  }

  @Override
  public ListIterator<Object> listIterator() {
    return elements.listIterator();
  }

  @Override
  public ListIterator<Object> listIterator(int index) {
    return elements.listIterator(index);
  }

  @Override
  public List<Object> subList(int from, int to) {
    return elements.subList(from, to);
  }

  @Override
  public boolean add(Object value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void add(int index, Object value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean addAll(Collection<?> others) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean addAll(int index, Collection<?> others) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Object set(int index, Object value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean remove(@Nullable Object value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Object remove(int index) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean removeAll(Collection<?> others) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean retainAll(Collection<?> others) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void clear() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Object value() {
    return this;
  }

  @Override
  public boolean isZeroValue() {
    return isEmpty();
  }

  @Override
  public CelType celType() {
    return TYPE;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return elements.equals(other);
  }

  @Override
  public int hashCode() {
    return elements.hashCode();
  }

  /** Elements are personal data. */
  @Override
  public String toString() {
    return "list";
  }
}
