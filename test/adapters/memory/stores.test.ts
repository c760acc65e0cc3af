import { openMemoryStores } from '../../../src/adapters/memory/open.js';
import { storesContract } from '../../support/contracts/stores.js';

describe('memory stores', () => {
  storesContract((clock, limits) => openMemoryStores({ clock, ...(limits && { limits }) }));
});
