export function Brand() {
  return (
    <svg viewBox="0 0 28 28" fill="none" aria-hidden="true">
      <path
        d="M4.500 24C3 16.500 5 9 11 3.500M9 24c-.9-5.800.2-11.300 4-16M23.500 24c1.500-7.500-.5-15-6.500-20.500M19 24c.9-5.800-.2-11.300-4-16"
        stroke="currentColor"
        strokeWidth="1.900"
        strokeLinecap="round"
      />
      <circle cx="14" cy="20.600" r="3.200" fill="var(--accent)" />
    </svg>
  );
}
