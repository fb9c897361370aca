import { describe, expect, it } from 'vitest'
import { drawnSize, sizeOf } from './files'

const photo = { type: 'image/jpeg', bytes: 4_000_000, width: 4032, height: 3024 }

describe('a picture before it is sent', () => {
  it('is drawn with at most 2,560 pixels on its longer side', () => {
    expect(drawnSize(photo)).toEqual({ width: 2560, height: 1920 })
    expect(drawnSize({ ...photo, width: 3024, height: 4032 })).toEqual({ width: 1920, height: 2560 })
    expect(drawnSize({ ...photo, width: 20_000, height: 3 })).toEqual({ width: 2560, height: 1 })
  })
  it('is never made larger', () => {
    expect(drawnSize({ ...photo, width: 800, height: 600 })).toEqual({ width: 800, height: 600 })
    const icon = { type: 'image/png', bytes: 1000, width: 8, height: 8 }
    expect(drawnSize(icon)).toEqual({ width: 8, height: 8 })
  })
  it('goes as it is when small, or when only the server can read it', () => {
    expect(drawnSize({ ...photo, bytes: 300_000, width: 1600, height: 1200 })).toBeNull()
    expect(drawnSize({ ...photo, type: 'image/heic', width: 0, height: 0 })).toBeNull()
    expect(drawnSize({ type: 'application/pdf', bytes: 5_000_000, width: 100, height: 100 })).toBeNull()
  })
})

it('sizes are said in round numbers', () => {
  expect([1, 819_200, 1_450_000].map(sizeOf)).toEqual(['1 KB', '820 KB', '1.4 MB'])
})
